import type { Doubt } from '#judge/decision/doubt';
import type { SweepFacts } from '#judge/sweep/standing';
import { inIdOrder } from '#metrics/joining';
import { linesOf } from '#metrics/lines';
import { readTable } from '#metrics/reader/reader';
import type { Table } from '#metrics/table';
import { type Digest, digestOfValue } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import type { Resource } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { measure } from '../digest.ts';
import type { Ready } from '../ready.ts';
import type { Rubric } from '../rubric.ts';
import type { Scene } from '../scene.ts';
import type { Candidate, Scored } from '../scoring.ts';
import type { Answer } from './answer.ts';
import type { Part, Parts } from './parts.ts';

/** What shards, or the candidates of a sweep, came to: what is judged, and what the record says of how it came to be. */
export interface Assembly {
  /** null: its artifact is not here, or there are several models */
  readonly candidate: Candidate | null;
  /** null: there is none, or several */
  readonly model: Digest | null;
  /** null: there is nothing at all */
  readonly scored: Scored | null;
  readonly rubric: Rubric;
  readonly doubt?: Doubt;
  readonly sweep?: SweepFacts;
  /** the records of the parts */
  readonly ancestors: readonly Resource[];
  /** what else went in */
  readonly dependencies: readonly Resource[];
  /** one phrase, for the report */
  readonly why: string;
}

/** The column of ids. */
export function idOf({ roles }: Rubric): string {
  return roles.id ?? 'id';
}

/** All columns of an answer's file. */
export async function tableOf({ path }: Answer, { host }: Scene): Promise<Table> {
  return readTable(host.files.stream(path), path);
}

/** Rows as a file of their own, in the order of their ids. */
export async function asScored(
  table: Table,
  rubric: Rubric,
  chains: readonly ReadonlyMap<Digest, string>[],
  { host }: Scene,
): Promise<Scored> {
  const path = `${FILE.state}/joined/predictions.jsonl`;
  await host.files.write(path, linesOf(inIdOrder(table, idOf(rubric))));
  const { digest, bytes } = await measure(path, 'model', host);
  const chain = new Map(chains.flatMap((one) => [...one]));
  return { path, digest, bytes, key: null, skipped: false, savedSeconds: 0, record: null, chain };
}

/** Why nothing is decided where parts are missing; null where all are there. */
export function shortage({ found, missing, selection }: Parts): Doubt | null {
  if (missing.length === 0) return null;
  const noun = selection === null ? 'shard' : 'candidate';
  const names = missing.map(({ name }) => name).join(', ');
  const lead = missing.length === 1 ? `the ${noun} ${names} is missing` : `the ${noun}s ${names} are missing`;
  const because = `${lead}: ${found.length} of ${found.length + missing.length} are there`;
  return { kind: 'missing', because, advice: `run the jobs again that make ${names}` };
}

/** Records of the parts, as ancestors. */
export function partRecords(found: readonly Part[], noun: 'shard' | 'candidate'): Resource[] {
  return found.map(({ name, fetched }) => ({
    name: `${noun}:${name}`,
    digest: { sha256: fetched.recordDigest },
  }));
}

/**
 * The data that the parts were judged on, as their records say: nothing of it has to be here. Of shards that each had
 * data of their own, the digest of all of them.
 */
export function dataOf(found: readonly Part[]): Ready[] {
  const told = found.flatMap(({ fetched }) => tell(fetched.record) ?? []);
  const names = new Set(told.flatMap(({ dependencies }) => dependencies.map(({ name }) => name)));
  return [...names]
    .filter((name) => name.startsWith('data:'))
    .map((name): Ready => {
      const digests = told.flatMap(({ dependencies }) => digestNamed(dependencies, name) ?? []);
      const distinct = [...new Set(digests)].sort();
      const [only] = distinct;
      const record = told.map(({ ancestors }) => digestNamed(ancestors, name)).find((one) => one !== null);
      return {
        name: name.slice('data:'.length),
        path: '',
        digest: only !== undefined && distinct.length === 1 ? only : digestOfValue(distinct),
        files: 0,
        bytes: 0,
        list: async () => [],
        record: distinct.length === 1 ? (record ?? null) : null,
        chain: new Map(),
        elsewhere: true,
      };
    });
}
