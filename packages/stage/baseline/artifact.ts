import { Mistake } from '#kit/outcome';
import { FILE } from '#record/vocabulary';
import { demandSubject, openArtifact } from '../artifact.ts';
import type { Search, Trace } from './search.ts';
import { sightingOf } from './sighting.ts';
import { take } from './taking.ts';

/** An artifact of this run. Mistake: there is none of that name, or it is not what its record says. */
export async function fromArtifact(name: string, search: Search): Promise<Trace> {
  const { host } = search.scene;
  const artifact = (await host.artifacts.list()).find((one) => one.name === name);
  const remedy = 'Name an artifact of this run that evaluate published.';
  if (artifact === undefined)
    throw new Mistake({ subject: 'baseline', what: 'is no artifact of this run', remedy, value: name });
  const fetched = await openArtifact(artifact, host);
  await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
  const verdict = await host.files.text(`${fetched.folder}/${FILE.verdict}`);
  const listed = await host.files.list(fetched.folder);
  const file = listed.find(({ path }) => path.startsWith('predictions.'))?.path;
  if (file !== undefined) await demandSubject(fetched, 'predictions', `${fetched.folder}/${file}`, host);
  const rows =
    file === undefined ? null : { file, bytes: await host.files.bytes(`${fetched.folder}/${file}`) };
  const sighting = sightingOf(fetched, verdict, rows);
  if (sighting === null)
    throw new Mistake({ subject: 'baseline', what: 'holds no evaluation', remedy, value: name });
  return take(sighting, { kind: 'artifact', name, named: true }, search);
}
