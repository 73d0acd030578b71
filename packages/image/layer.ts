import { createHash } from 'node:crypto';
import { Mistake } from '#kit/outcome';
import type { FileDigest, Files } from '#kit/ports';
import { pourBlob } from './blob.ts';
import { type Descriptor, MEDIA } from './descriptor.ts';
import { type TarEntry, tarOf } from './tar.ts';

/** A file that goes into a layer: where it lies, what it has to be, where it goes. */
export interface Ingredient extends FileDigest {
  /** in the image: `app/serve.py` */
  readonly path: string;
  /** where it lies now */
  readonly source: string;
  /** weights are never programs */
  readonly program: boolean;
}

/** One concern of an image: weights, code, or environment. */
export interface Layer extends Descriptor {
  readonly concern: Concern;
  /** first names of what it holds: `models/model.joblib`, `app` */
  readonly path: string;
}

export type Concern = 'weights' | 'code' | 'environment';

type DiskFiles = Pick<Files, 'stream' | 'write' | 'move'>;

/** Writes a layer as an uncompressed tar: its digest is the diff ID too, and no compressor's version shows in it. */
export async function writeLayer(
  concern: Concern,
  path: string,
  ingredients: readonly Ingredient[],
  layout: string,
  files: DiskFiles,
): Promise<Layer> {
  const entries: TarEntry[] = [];
  for (const one of ingredients) {
    const executable = one.program && (await isProgram(one.source, files));
    const content = () => checked(one, files);
    entries.push({ path: one.path, size: one.size, executable, content });
  }
  const blob = await pourBlob(layout, MEDIA.layer, tarOf(entries), files);
  return { ...blob, concern, path };
}

/** The bytes that were measured before, or none: a file that has changed since is not packed. */
async function* checked({ source, sha256, size }: Ingredient, files: DiskFiles): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  let seen = 0;
  for await (const chunk of files.stream(source)) {
    hash.update(chunk);
    seen += chunk.length;
    if (seen > size) break;
    yield chunk;
  }
  if (seen === size && hash.digest('hex') === sha256) return;
  const remedy = 'Let nothing write to it meanwhile, and run containerize again.';
  throw new Mistake({ subject: source, what: 'changed while it was packed', remedy });
}

/**
 * Modes differ between machines and get lost on the way; what a file is does not: a script that names its interpreter
 * and an ELF program are executable.
 */
async function isProgram(path: string, files: DiskFiles): Promise<boolean> {
  for await (const chunk of files.stream(path, { from: 0, to: 4 })) {
    const start = Buffer.from(chunk).toString('latin1');
    return start.startsWith('#!') || start === '\x7fELF';
  }
  return false;
}
