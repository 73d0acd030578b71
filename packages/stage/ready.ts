import { Mistake } from '#kit/outcome';
import type { FileDigest } from '#kit/ports';
import type { Dataset } from '#project/project';
import type { Digest } from '#record/digest';
import { variable } from './command.ts';
import { measure } from './digest.ts';
import type { Scene } from './scene.ts';

/** A dataset that is there: where, its digest, and the records of how it came to be. */
export interface Ready {
  readonly name: string;
  readonly path: string;
  readonly digest: Digest;
  readonly files: number;
  readonly bytes: number;
  readonly list: () => Promise<readonly FileDigest[]>;
  /** digest of the producer's record; null for data that simply lies there */
  readonly record: Digest | null;
  /** record of the producer and its ancestors */
  readonly chain: ReadonlyMap<string, string>;
  /** it is known by records alone: nothing of it lies here */
  readonly elsewhere?: true;
}

/** Data that simply lies there. */
const NOBODY = { record: null, chain: new Map<string, string>() };

/** A dataset as it lies there, whoever made it. */
export async function readyAsItLies(dataset: Dataset, scene: Scene): Promise<Ready> {
  const path = await scene.host.files.within(dataset.path, `data.${dataset.name}.path`);
  return { name: dataset.name, path, ...NOBODY, ...(await demandData(dataset, scene)) };
}

async function demandData(dataset: Dataset, { host }: Scene) {
  const subject = `data.${dataset.name}.path`;
  if ((await host.files.exists(dataset.path)) === null) {
    const remedy = 'Put the data there, or give it a producer with run:.';
    throw new Mistake({ subject, what: 'is not there', remedy, value: dataset.path });
  }
  const measured = await measure(dataset.path, 'dataset', host);
  if (measured.files === 0) {
    const remedy = 'Put the data there; an empty dataset would train a model of nothing.';
    throw new Mistake({ subject, what: 'is an empty folder', remedy, value: dataset.path });
  }
  if (measured.bytes === 0) {
    const remedy = 'Put data into the files; they all have 0 bytes.';
    throw new Mistake({ subject, what: 'holds empty files only', remedy, value: dataset.path });
  }
  return measured;
}

/** MLOPS_DATA_<NAME> for each dataset, as absolute paths. */
export async function dataEnv(data: readonly Ready[], { host }: Scene): Promise<Record<string, string>> {
  const entries = data.map(async ({ name, path }) => [
    variable(`data.${name}`),
    await host.files.resolve(path, `data.${name}.path`),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Digests by the names a recipe and a record give them: `data:flights`. */
export function dataDigests(data: readonly Ready[]): Record<string, Digest> {
  return Object.fromEntries(data.map(({ name, digest }) => [`data:${name}`, digest]));
}

/** The records of all datasets together. */
export function dataChain(data: readonly Ready[]): Map<string, string> {
  return new Map(data.flatMap(({ chain }) => [...chain]));
}
