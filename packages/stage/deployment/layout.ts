import { damaged, missing } from '#image/blob';
import { blobPath } from '#image/descriptor';
import { type Image, readImage } from '#image/image';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';

/** An image of a layout, every blob of which is there and is what its digest says; else a mistake. */
export async function demandImage(
  layout: string,
  wanted: Digest,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<Image> {
  const image = await readImage(layout, wanted, host);
  const paths = image.layers.map(({ digest }) => `${layout}/${blobPath(digest)}`);
  const found = new Map((await host.digests.ofFiles(paths)).map(({ path, sha256 }) => [path, sha256]));
  for (const { digest } of image.layers) {
    const sha256 = found.get(`${layout}/${blobPath(digest)}`);
    if (sha256 === undefined) throw missing(layout, digest);
    if (`sha256:${sha256}` !== digest) throw damaged(layout, digest, `sha256:${sha256}`);
  }
  return image;
}
