import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';
import { digestOf } from '#record/digest';
import { artifactPage } from './answer.ts';
import { openArchive } from './archive.ts';
import { LIMIT } from './limit.ts';
import { Refused } from './refusal.ts';
import type { ForeignRun } from './run.ts';

const REPOSITORY = '/repos/{owner}/{repo}';

/**
 * The predictions that a run left in its artifact `name`; the newest of them, where attempts left several. Its size is
 * looked at before it is fetched, its digest before it is opened.
 */
export async function predictionsOf(run: ForeignRun, name: string, api: GitHub): Promise<Uint8Array> {
  const route = `GET ${REPOSITORY}/actions/runs/{run_id}/artifacts`;
  const page = artifactPage.parse(await api.request<unknown>(route, { run_id: run.id, name, per_page: 100 }));
  const own = page.artifacts.filter((one) => one.name === name && one.workflow_run?.id === run.id);
  const newest = own.toSorted((one, other) => other.id - one.id)[0];
  if (newest === undefined) throw new Refused('no artifact', `it ended in ${run.conclusion}`);
  if (newest.expired) throw new Refused('expired');
  if (newest.size_in_bytes > LIMIT.archive) throw new Refused('too large');
  const zip = await fetched(newest.id, api);
  if (newest.digest != null && newest.digest !== `sha256:${digestOf(zip)}`) throw new Refused('arrived');
  return predictionsIn(zip);
}

/** An artifact may expire after it was listed. */
async function fetched(id: number, api: GitHub): Promise<Buffer> {
  const route = `GET ${REPOSITORY}/actions/artifacts/{artifact_id}/{archive_format}`;
  try {
    return bytesOf(await api.request<unknown>(route, { artifact_id: id, archive_format: 'zip' }));
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 410) throw new Refused('expired');
    throw error;
  }
}

function bytesOf(answer: unknown): Buffer {
  if (answer instanceof ArrayBuffer) return Buffer.from(answer);
  if (answer instanceof Uint8Array) return Buffer.from(answer);
  throw new Refused('arrived');
}

/** Where evaluate leaves them: as they are, or written as CSV beside others. */
const PLACES = ['predictions.csv', 'csv/predictions.csv'] as const;

/** The predictions in an untrusted archive. */
export async function predictionsIn(zip: Buffer): Promise<Uint8Array> {
  const archive = await openArchive(zip);
  const place = PLACES.find((one) => archive.names.includes(one));
  if (place !== undefined) return archive.bytes(place);
  const other = archive.names.some((one) => /^predictions\.[a-z0-9.]+$/.test(one));
  throw new Refused(other ? 'other format' : 'no predictions');
}
