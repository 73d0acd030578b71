import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { canonical } from '#record/canonical';
import type { Digest } from '#record/digest';
import { damaged, measuring, missing } from './blob.ts';
import { blobPath, type Descriptor, MEDIA } from './descriptor.ts';
import { readImage } from './image.ts';
import { type Unpacked, untar } from './tar.ts';

/** Room that has to be left beside what is unpacked. */
const SPARE = 16 * 1024 * 1024;

/**
 * Unpacks an image of a layout: its layers one over the other, as a folder `into` that takes the place of what is
 * there. Every blob has to have its digest. Nothing is seen at `into` before all of it is whole.
 *
 * @param wanted the manifest's digest, 64 hexadecimal digits
 * @throws Mistake for a blob that is missing or damaged, an entry that leads out of the folder or is no file or folder,
 *   a layer that is compressed, and a disk that is full
 */
export async function unpackImage(
  layout: string,
  wanted: Digest,
  into: string,
  { files }: Pick<Host, 'files'>,
): Promise<void> {
  const { layers } = await readImage(layout, wanted, { files });
  await demandRoom(layers, into, files);
  const draft = `${into}.part`;
  await files.remove(draft);
  try {
    await files.folder(draft);
    for (const layer of layers) await unpackLayer(layout, layer, draft, files);
    await files.move(draft, into);
  } catch (error) {
    await files.remove(draft);
    throw error;
  }
}

async function demandRoom(layers: readonly Descriptor[], into: string, files: Host['files']): Promise<void> {
  const needed = layers.reduce((sum, { size }) => sum + size, SPARE);
  const free = await files.free(into);
  if (free >= needed) return;
  const what = `has too little room for the image: ${needed} bytes are needed, ${free} are free`;
  throw new Mistake({ subject: into, what, remedy: 'Make room on that disk, or use another one.' });
}

async function unpackLayer(
  layout: string,
  { digest, mediaType }: Descriptor,
  into: string,
  files: Host['files'],
): Promise<void> {
  const path = `${layout}/${blobPath(digest)}`;
  if ((await files.exists(path)) !== 'file') throw missing(layout, digest);
  if (mediaType !== MEDIA.layer) {
    const remedy = 'Unpack images that containerize wrote: their layers are not compressed.';
    throw new Mistake({ subject: path, what: `is a layer of the type ${mediaType}`, remedy });
  }
  const passing = measuring(files.stream(path));
  let flaw: unknown = null;
  try {
    for await (const entry of untar(passing.bytes)) await place(entry, path, into, files);
  } catch (error) {
    flaw = error;
  }
  // a damaged blob is the cause of whatever else is wrong with it
  const found = flaw === null ? passing.found().digest : await digestAt(path, files);
  if (found !== digest) throw damaged(layout, digest, found);
  if (flaw === null) return;
  if (flaw instanceof Mistake) throw flaw;
  const why = flaw instanceof Error ? flaw.message : String(flaw);
  throw odd(path, `is no tar that can be read: ${why}`);
}

async function digestAt(path: string, files: Host['files']) {
  const passing = measuring(files.stream(path));
  for await (const _ of passing.bytes);
  return passing.found().digest;
}

async function place(
  { header, content }: Unpacked,
  layer: string,
  into: string,
  files: Host['files'],
): Promise<void> {
  const name = inside(header.name, layer);
  if (header.type === 'directory') return name === '' ? undefined : files.folder(`${into}/${name}`);
  if (header.type !== 'file' && header.type !== 'contiguous-file') {
    const kind = header.type ?? 'an entry of an unknown kind';
    throw odd(layer, `holds ${JSON.stringify(header.name)}, which is no file and no folder but ${kind}`);
  }
  const executable = (header.mode & 0o100) !== 0;
  await files.write(`${into}/${name}`, content, ...(executable ? (['executable'] as const) : []));
}

/** The path below the folder; one that leads out of it, or that another system would read in another way, is refused. */
function inside(name: string, layer: string): string {
  const path = name.replace(/^\.\//, '').replace(/\/+$/, '');
  const parts = path.split('/');
  const leadsOut =
    path.startsWith('/') || /[\0\\]/.test(path) || /^[A-Za-z]:/.test(path) || parts.includes('..');
  if (leadsOut) throw odd(layer, `holds ${canonical(name)}, which leads out of the folder`);
  if (parts.at(-1)?.startsWith('.wh.'))
    throw odd(layer, `takes ${canonical(name)} away from a layer below it`);
  return path === '.' ? '' : path;
}

function odd(subject: string, what: string): Mistake {
  const remedy = 'It was not made by containerize; pack the model again.';
  return new Mistake({ subject, what, remedy });
}
