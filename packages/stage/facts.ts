import type { Host } from '#kit/ports';
import { onnxParameters } from '#metrics/fact/onnx';
import { safetensorsParameters, shardsIn } from '#metrics/fact/safetensors';
import type { Slices } from '#metrics/fact/slices';
import type { Measurement } from '#metrics/measurement';
import { secondsOf, tell } from '#record/reading';
import { measure } from './digest.ts';
import type { Scene } from './scene.ts';
import type { Candidate } from './scoring.ts';

type Ports = Pick<Host, 'files'>;

/** What the toolkit itself knows of a model. Each is measured once a gate names it. */
export const FACTS = ['model.size', 'model.parameters', 'train.duration'] as const;
export type Fact = (typeof FACTS)[number];

/** A fact of the candidate; a text says why it is not known. Smaller is better in each. */
export async function factOf(
  fact: Fact,
  candidate: Candidate | null,
  { host }: Pick<Scene, 'host'>,
): Promise<Measurement | string> {
  if (candidate === null) return 'there is no model: predictions are judged as they lie there';
  const known = { metric: fact, rows: 0, direction: 'lower-is-better' } as const;
  switch (fact) {
    case 'model.size':
      return { ...known, value: (await measure(candidate.path, 'model', host)).bytes, unit: 'bytes' };
    case 'model.parameters': {
      const value = await parametersAt(candidate.path, host);
      return value === null ? 'the model has no .safetensors and no .onnx file' : { ...known, value };
    }
    case 'train.duration': {
      const told = tell(candidate.fetched.record);
      return told === null
        ? 'the record of its training is none of ours'
        : { ...known, value: secondsOf(told), unit: 'seconds' };
    }
  }
}

const INDEX = '.safetensors.index.json';

/**
 * Parameters of a model, a file or a folder, from the headers of its safetensors or else its ONNX files. A folder with
 * an index of shards has those that the index names. Null where there is neither.
 */
export async function parametersAt(path: string, { files }: Ports): Promise<number | null> {
  const isFolder = (await files.exists(path)) === 'folder';
  const inside = isFolder ? (await files.list(path)).map((entry) => `${path}/${entry.path}`) : [path];
  const of = (ending: string) => inside.filter((one) => one.endsWith(ending));
  const shards: string[] = [];
  for (const index of of(INDEX))
    for (const shard of shardsIn(await files.text(index), index))
      shards.push(`${index.split('/').slice(0, -1).join('/')}/${shard}`);
  const tensors = shards.length > 0 ? shards : of('.safetensors');
  if (tensors.length > 0) return total(tensors, safetensorsParameters, files);
  const graphs = of('.onnx');
  return graphs.length > 0 ? total(graphs, onnxParameters, files) : null;
}

async function total(
  paths: readonly string[],
  count: (file: Slices) => Promise<number>,
  files: Ports['files'],
): Promise<number> {
  let sum = 0;
  for (const path of paths) sum += await count(await slices(path, files));
  return sum;
}

/** Small parts that lie close together are read at once. */
const WINDOW = 65_536;

async function slices(path: string, files: Ports['files']): Promise<Slices> {
  const folder = path.split('/').slice(0, -1).join('/') || '.';
  const size = (await files.list(folder)).find((entry) => path.endsWith(entry.path))?.size ?? 0;
  let held = { from: 0, bytes: new Uint8Array() };
  return {
    path,
    size,
    async read(from, to) {
      if (from < held.from || to > held.from + held.bytes.length) {
        const end = Math.min(Math.max(to, from + WINDOW), size);
        held = { from, bytes: await partOf(path, from, end, files) };
      }
      return held.bytes.subarray(from - held.from, to - held.from);
    },
  };
}

async function partOf(
  path: string,
  from: number,
  to: number,
  files: Ports['files'],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let at = 0;
  for await (const piece of files.stream(path, { from, to })) {
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at < bytes.length) throw new Error(`${path} ends at byte ${from + at}`);
  return bytes;
}
