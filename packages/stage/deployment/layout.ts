import * as z from 'zod/mini';
import { type BlobDigest, blobPath, MEDIA } from '#image/descriptor';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';

const descriptor = z.object({ digest: z.string(), size: z.number() });
const manifest = z.object({
  mediaType: z.literal(MEDIA.manifest),
  config: descriptor,
  layers: z.array(descriptor),
});

/** Every blob of an image in a layout has to be there and be what its digest says. */
export async function demandImage(
  artifact: string,
  layout: string,
  image: Digest,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<void> {
  await demandBlobs(artifact, layout, [`sha256:${image}`], host);
  const { config, layers } = manifestIn(
    artifact,
    await host.files.text(`${layout}/${blobPath(`sha256:${image}`)}`),
  );
  const blobs = [config, ...layers].map(({ digest }) => digest).filter(isBlob);
  await demandBlobs(artifact, layout, blobs, host);
}

function isBlob(digest: string): digest is BlobDigest {
  return /^sha256:[0-9a-f]{64}$/.test(digest);
}

function manifestIn(artifact: string, text: string): z.infer<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    const remedy = 'Run containerize again.';
    throw new Mistake({ subject: artifact, what: 'holds no manifest of an image', remedy }, { cause });
  }
}

async function demandBlobs(
  artifact: string,
  layout: string,
  blobs: readonly BlobDigest[],
  { digests }: Pick<Host, 'digests'>,
): Promise<void> {
  const paths = new Map(
    blobs.map((digest) => [`${layout}/${blobPath(digest)}`, digest.slice('sha256:'.length)]),
  );
  const found = new Map((await digests.ofFiles([...paths.keys()])).map(({ path, sha256 }) => [path, sha256]));
  const remedy = 'Somebody or something changed it between the jobs; run containerize again.';
  const problems = [...paths].flatMap(([path, expected]) => {
    const sha256 = found.get(path) ?? 'nothing';
    if (sha256 === expected) return [];
    return [
      {
        subject: artifact,
        what: `has a blob that is not what its name says: expected sha256 ${expected}, found ${sha256}`,
        remedy,
      },
    ];
  });
  if (problems.length > 0) throw new Mistake(problems);
}
