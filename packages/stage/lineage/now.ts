import type { Digest } from '#record/digest';
import { lineageOf } from '#record/lineage';
import { type Copy, chainOf, holdings } from '#record/lineage/copies';
import type { Lineage } from '#record/lineage/graph';
import { type Statement, seal } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { Findings } from '../findings.ts';
import type { Scene } from '../scene.ts';
import { ancestorCopies, type Folder, recordCopy } from './shelf.ts';
import { sight } from './sightings.ts';

/** Reading code from git must not become the evaluation's main work. */
const CODE_LIMIT = 16e6;

/**
 * The lineage of an evaluation that is about to be written: `folder` holds its files, `unsealed` is its record without
 * the report in which this is drawn.
 */
export async function lineageNow(
  unsealed: Statement,
  folder: string,
  findings: Findings,
  { host }: Scene,
): Promise<Lineage> {
  const { bytes, digest: head } = seal(unsealed);
  const own: Copy = { place: 'evaluate', bytes: new TextEncoder().encode(bytes) };
  const folders = new Map<Copy, Folder>([[own, { place: own.place, path: folder }]]);
  const copies = [own, ...carriedBy(findings)];
  if (findings.candidate !== null) {
    const { name, folder: path, recordDigest } = findings.candidate.fetched;
    const trained = await recordCopy({ place: name, path }, recordDigest, host);
    if (trained !== null) folders.set(trained, { place: name, path });
    copies.push(
      ...(trained === null ? [] : [trained]),
      ...(await ancestorCopies({ place: name, path }, host)),
    );
  }
  const chain = chainOf(head, holdings(copies)).filter(({ last }) => !last);
  const records = chain.map(({ held }) => held);
  const look = { bytes: true, codeLimit: CODE_LIMIT };
  const sightings = await sight(records, { folders, pins: new Map() }, look, host);
  for (const { name, path, digest, elsewhere } of findings.data)
    if (elsewhere !== true) sightings.add(head, `data:${name}`, { place: path, digest });
  return lineageOf({ head, sealed: false, copies, found: sightings.found, signed: new Map() });
}

/** The records of data, scoring and baseline, as this run read them. */
function carriedBy({ data, scored, baseline }: Findings): Copy[] {
  const chains = [
    ...data.map(({ chain }) => chain),
    scored?.chain ?? new Map<Digest, string>(),
    baseline.chain,
  ];
  const records = new Map<Digest, string>(chains.flatMap((chain) => [...chain]));
  return [...records].map(([named, text]) => ({
    place: FILE.ancestors,
    bytes: new TextEncoder().encode(text),
    named,
  }));
}
