import type { Host, Ref } from '#kit/ports';
import { type Copy, type Held, holdings } from '#record/lineage/copies';
import { FILE } from '#record/vocabulary';
import { LEDGER } from '../ledger.ts';

/** A folder with a stage's record and files: an artifact, a download. */
export interface Folder {
  /** what it is called: `mlops-flights-train/20261124T152444995Z-18990` */
  readonly place: string;
  /** absolute, or below the project folder */
  readonly path: string;
}

/** A ref, with the small files it holds. */
export interface Pin {
  readonly place: string;
  readonly ref: Ref;
}

/** Every copy of a record that lies here, and what lies beside it. */
export interface Shelf {
  readonly copies: readonly Copy[];
  readonly folders: ReadonlyMap<Copy, Folder>;
  readonly pins: ReadonlyMap<Copy, Pin>;
  /** a record that an artifact carries -> the artifact's own; null where that is gone */
  readonly carried: ReadonlyMap<Copy, Copy | null>;
}

const NAMED = /^([0-9a-f]{64})\.json$/;

/** The ledger, the artifacts of all runs, the refs of their models. */
export async function scanShelf(host: Host): Promise<Shelf> {
  const folders = new Map<Copy, Folder>();
  const carried = new Map<Copy, Copy | null>();
  for (const artifact of host.kind === 'local' ? await host.artifacts.all() : []) {
    const place = `${artifact.name}/${artifact.id}`;
    const folder = { place, path: await host.artifacts.open(artifact) };
    const copy = await recordCopy(folder, artifact.record, host);
    if (copy !== null) folders.set(copy, folder);
    for (const ancestor of await ancestorCopies(folder, host)) carried.set(ancestor, copy);
  }
  const lying = [...(await ledgerCopies(host)), ...folders.keys(), ...carried.keys()];
  const pins = await pinned(holdings(lying), host);
  for (const [copy, pin] of pins) for (const ancestor of pinnedAncestors(pin)) carried.set(ancestor, copy);
  return { copies: [...new Set([...pins.keys(), ...lying, ...carried.keys()])], folders, pins, carried };
}

async function ledgerCopies({ files }: Pick<Host, 'files'>): Promise<Copy[]> {
  if ((await files.exists(LEDGER)) !== 'folder') return [];
  const copies: Copy[] = [];
  for (const { path } of await files.list(LEDGER)) {
    const [named, file] = path.split('/');
    if (named === undefined || file !== FILE.record) continue;
    copies.push({ place: LEDGER, bytes: await files.bytes(`${LEDGER}/${path}`), named });
  }
  return copies;
}

/** The record of a stage's folder; null where it has none. `named`: the digest it is known by. */
export async function recordCopy(
  { place, path }: Folder,
  named: string | null | undefined,
  { files }: Pick<Host, 'files'>,
): Promise<Copy | null> {
  const file = `${path}/${FILE.record}`;
  if ((await files.exists(file)) !== 'file') return null;
  return { place, bytes: await files.bytes(file), ...(named === undefined ? {} : { named }) };
}

/** The records a stage's folder carries, each under its digest. */
export async function ancestorCopies(
  { place, path }: Folder,
  { files }: Pick<Host, 'files'>,
): Promise<Copy[]> {
  const home = `${path}/${FILE.ancestors}`;
  if ((await files.exists(home)) !== 'folder') return [];
  const copies: Copy[] = [];
  for (const { path: file } of await files.list(home)) {
    const named = NAMED.exec(file)?.[1];
    if (named === undefined) continue;
    copies.push({ place: `${place}/${FILE.ancestors}`, bytes: await files.bytes(`${home}/${file}`), named });
  }
  return copies;
}

/** The refs of the models that have records here. On a runner the stages alone ask for them. */
async function pinned(held: ReadonlyMap<string, Held>, { kind, refs }: Host): Promise<Map<Copy, Pin>> {
  const pins = new Map<Copy, Pin>();
  const models = new Set([...held.values()].flatMap(({ told }) => told?.model ?? []));
  for (const model of kind === 'local' ? models : []) {
    for (const { name } of await refs.list(model, '')) {
      const ref = await refs.read(model, name);
      const bytes = ref?.files.get(FILE.record);
      if (ref === null || bytes === undefined) continue;
      const place = `the ref ${name.replace(/[0-9a-f]{40,}/, (commit) => commit.slice(0, 12))}`;
      pins.set({ place, bytes, named: ref.digest === '' ? null : ref.digest }, { place, ref });
    }
  }
  return pins;
}

function pinnedAncestors({ place, ref }: Pin): Copy[] {
  return [...ref.files].flatMap(([path, bytes]) => {
    const named = path.startsWith(`${FILE.ancestors}/`)
      ? NAMED.exec(path.split('/').at(-1) ?? '')?.[1]
      : undefined;
    return named === undefined ? [] : [{ place: `${place}/${FILE.ancestors}`, bytes, named }];
  });
}
