import { type Flaw, flawOfImage, flawOfModelpack } from '#image/verify';
import type { Host } from '#kit/ports';
import type { Sighting } from '#record/lineage/state';
import { digestNamed, type Told } from '#record/reading';
import { FILE } from '#record/vocabulary';
import type { Folder } from './shelf.ts';

/** The image and the ModelPack that a stage's folder holds, each byte of which stands behind one of the two. */
export async function sightImages(
  { subjects }: Told,
  { place, path }: Folder,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<{ readonly name: string; readonly sighting: Sighting }[]> {
  const [image, modelpack] = [digestNamed(subjects, 'image'), digestNamed(subjects, 'modelpack')];
  const layout = `${path}/${FILE.image}`;
  if (image === null || modelpack === null || (await host.files.exists(layout)) !== 'folder') return [];
  const home = `${place}/${FILE.image}`;
  return [
    { name: 'image', sighting: sightingOf(home, image, await flawOfImage(layout, image, modelpack, host)) },
    {
      name: 'modelpack',
      sighting: sightingOf(home, modelpack, await flawOfModelpack(layout, modelpack, host)),
    },
  ];
}

function sightingOf(home: string, digest: string, flaw: Flaw | null): Sighting {
  if (flaw === null) return { place: home, digest };
  const place = `${home}/${flaw.path}`;
  if (flaw.found === null) return { place, digest: null, reason: `${place} is not there` };
  return { place, digest: flaw.found, expected: flaw.expected };
}
