import type { FileEntry, Host } from '#kit/ports';
import { type Digest, digestOf, digestOfValue } from '#record/digest';
import { beside, made, wentIn } from '#record/lineage/claims';
import type { Held } from '#record/lineage/copies';
import { sightingKey } from '#record/lineage/graph';
import type { Sighting } from '#record/lineage/state';
import type { Told } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { entryFolder, readEntry } from '../entry.ts';
import { COMPANIONS, LEDGER } from '../ledger.ts';
import { sightImages } from './images.ts';
import { measured } from './measured.ts';
import type { Folder, Pin, Shelf } from './shelf.ts';
import { type Look, sourcesOf } from './sources.ts';

/** What was found of the things that records name, by `sightingKey`. */
export class Sightings {
  readonly #found = new Map<string, Sighting[]>();

  add(record: Digest, name: string, sighting: Sighting): void {
    const key = sightingKey(record, name);
    this.#found.set(key, [...(this.#found.get(key) ?? []), sighting]);
  }

  has(record: Digest, name: string): boolean {
    return (this.#found.get(sightingKey(record, name)) ?? []).some(({ digest }) => digest !== null);
  }

  get found(): ReadonlyMap<string, readonly Sighting[]> {
    return this.#found;
  }
}

/** Looks at everything that the records of a chain name and that lies here. */
export async function sight(
  chain: readonly Held[],
  shelf: Pick<Shelf, 'folders' | 'pins'>,
  look: Look,
  host: Host,
): Promise<Sightings> {
  const sightings = new Sightings();
  for (const held of chain) {
    const { told, digest, copies } = held;
    if (told === null) continue;
    if (!look.bytes) {
      notAsked(held, told, sightings);
      continue;
    }
    for (const copy of copies) {
      const [folder, pin] = [shelf.folders.get(copy), shelf.pins.get(copy)];
      if (folder !== undefined) await sightFolder(digest, told, folder, sightings, host);
      if (pin !== undefined) sightPin(digest, told, pin, sightings);
    }
    await sightLedger(digest, told, sightings, host);
    if (look.cache === true) await sightCache(digest, told, sightings, host);
    for (const { name, sighting } of await sourcesOf(told, look, host)) sightings.add(digest, name, sighting);
  }
  return sightings;
}

function notAsked({ digest }: Held, told: Told, sightings: Sightings): void {
  const reason = 'its bytes were not looked at: only records were asked for';
  for (const { name } of [...made(told), ...beside(told), ...wentIn(told)])
    sightings.add(digest, name, { place: '', digest: null, reason });
}

/** Everything a record names that a stage's folder holds. */
async function sightFolder(
  record: Digest,
  told: Told,
  { place, path }: Folder,
  sightings: Sightings,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<void> {
  if (told.stage === 'containerize')
    for (const { name, sighting } of await sightImages(told, { place, path }, host))
      sightings.add(record, name, sighting);
  const top = await host.files.list(path).catch(() => []);
  for (const name of fileNames(told)) {
    const found = placed(name, top);
    if (found === null) continue;
    const sighting = await measured(`${path}/${found}`, `${place}/${found}`, name, host);
    sightings.add(record, name, sighting);
    if (name !== FILE.environment) continue;
    const digest = await environmentOf(`${path}/${found}`, host);
    sightings.add(record, 'environment', { place: `${place}/${found}`, digest });
  }
}

/** What a stage's folder may hold: what it made, what it wrote beside it, and the predictions that were judged. */
function fileNames(told: Told): ReadonlySet<string> {
  return new Set(['predictions', ...[...made(told), ...beside(told)].map(({ name }) => name)]);
}

/** Where a stage's folder keeps a thing: `model/<its name>`, `data/<its name>`, `predictions.<ext>`, else as it is called. */
function placed(name: string, entries: readonly FileEntry[]): string | null {
  const home = name === 'model' ? 'model' : name.startsWith('data:') ? 'data' : null;
  for (const { path } of entries) {
    const [first, second] = path.split('/');
    if (home !== null ? first === home && second !== undefined : path === name) {
      return home === null ? path : `${home}/${second}`;
    }
    if (name === 'predictions' && second === undefined && path.startsWith('predictions.')) return path;
  }
  return null;
}

/** The digest of the part of a manifest that an environment's digest covers; of one that cannot be read, its bytes'. */
async function environmentOf(path: string, { files }: Pick<Host, 'files'>): Promise<Digest> {
  const bytes = await files.bytes(path);
  try {
    const manifest: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const [schema, spec] = ['schema', 'spec'].map((key): unknown => Reflect.get(Object(manifest), key));
    return digestOfValue({ schema, spec });
  } catch {
    return digestOf(bytes);
  }
}

function sightPin(record: Digest, told: Told, { place, ref }: Pin, sightings: Sightings): void {
  for (const name of fileNames(told)) {
    const file = placed(
      name,
      [...ref.files.keys()].map((path) => ({ path, size: 0 })),
    );
    const bytes = file === null ? undefined : ref.files.get(file);
    if (bytes !== undefined)
      sightings.add(record, name, { place: `${place} (${file})`, digest: digestOf(bytes) });
  }
}

async function sightLedger(record: Digest, told: Told, sightings: Sightings, host: Host): Promise<void> {
  for (const { name } of [...made(told), ...beside(told)]) {
    const path = `${LEDGER}/${record}/${name}`;
    if (!COMPANIONS.some((one) => one === name) || (await host.files.exists(path)) !== 'file') continue;
    const digest = digestOf(await host.files.bytes(path));
    sightings.add(record, name, { place: `${LEDGER} (${name})`, digest });
  }
}

/** What has left the artifacts may still lie in the cache. */
async function sightCache(record: Digest, told: Told, sightings: Sightings, host: Host): Promise<void> {
  const [model, key] = [told.model ?? '', told.stageKey ?? ''];
  // they become a path, and anybody may have written the record
  if (!/^[a-z0-9-]+$/.test(model) || !/^[0-9a-f]{64}$/.test(key)) return;
  if (made(told).every(({ name }) => sightings.has(record, name))) return;
  const home = entryFolder(model, key);
  if ((await host.files.exists(`${home}/${FILE.entry}`)) !== 'file') return;
  try {
    if (readEntry(await host.files.text(`${home}/${FILE.entry}`)).record !== record) return;
  } catch {
    return;
  }
  await sightFolder(record, told, { place: `${home}/files`, path: `${home}/files` }, sightings, host);
}
