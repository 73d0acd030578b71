import * as z from 'zod/mini';
import type { GitHub } from '#kit/ports';
import { everyPage } from './listing.ts';
import { known, once, type Pause } from './once.ts';
import type { Annotation, Posting } from './posting.ts';
import { compareRuns, type RunOrder } from './state.ts';

const RUNS = '/repos/{owner}/{repo}/check-runs';

/** GitHub takes so many annotations a request, and adds those of later requests to them. */
const BATCH = 50;

const check = z.object({
  id: z.int(),
  external_id: z.nullish(z.string()),
  html_url: z.nullable(z.string()),
  output: z.object({ annotations_count: z.int() }),
});
const listed = z.object({ check_runs: z.array(check) });
type Check = z.infer<typeof check>;

/** What came of a check, in words; `url` is its page. */
export interface Checked {
  readonly url: string | null;
  readonly done: string;
}

/**
 * The check of an evaluation on its head. A name has one check a run: what was made already, by an attempt that was cut
 * off or repeated, is written again where it stands, and annotations it has are not added twice. Another run, or another
 * attempt, makes one of its own, which GitHub shows in the place of those before it (Checks, "filter: latest"), as it does
 * for jobs. An older run leaves what a newer one made.
 */
export async function postCheck(posting: Posting, api: GitHub, pause: Pause): Promise<Checked> {
  const there = await ours(posting, api);
  const newer = there.find(({ external_id }) => compareRuns(orderOf(external_id), posting.run) > 0);
  if (newer !== undefined) return { url: newer.html_url, done: 'leaves the check: a newer run made it' };
  const find = async () => own(await ours(posting, api), posting);
  const before = own(there, posting);
  const made = before ?? (await once(() => create(posting, api), find, pause));
  if (before !== null) await update(made.id, posting, { batch: [], total: 0 }, api, pause);
  await annotate(made, posting, api, pause);
  const done = `${before === null ? 'made' : 'updated'} the check ${posting.checkName}: ${posting.conclusion}`;
  return { url: made.html_url, done };
}

function own(there: readonly Check[], posting: Posting): Check | null {
  return there.find(({ external_id }) => external_id === externalIdOf(posting)) ?? null;
}

/** What was not said yet: a check has the first batch from its making. */
async function annotate({ id, output }: Check, posting: Posting, api: GitHub, pause: Pause): Promise<void> {
  const all = posting.annotations;
  // GitHub may not count at once what it got
  let said = Math.max(output.annotations_count, Math.min(BATCH, all.length));
  while (said < all.length) {
    const batch = all.slice(said, said + BATCH);
    said += batch.length;
    await update(id, posting, { batch, total: said }, api, pause);
  }
}

async function ours({ head, checkName, model, name }: Posting, api: GitHub): Promise<Check[]> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  const query = { ref: head, check_name: checkName, filter: 'all' };
  const all = await everyPage(api, route, query, (answer) => listed.parse(answer).check_runs);
  const whose = subject({ model, name });
  return all.filter(({ external_id }) => external_id?.startsWith(`${whose}@`) === true);
}

async function create(posting: Posting, api: GitHub): Promise<Check> {
  const { checkName, head, annotations } = posting;
  const first = annotations.slice(0, BATCH);
  return check.parse(
    await api.request(`POST ${RUNS}`, {
      ...{ name: checkName, head_sha: head, external_id: externalIdOf(posting), status: 'completed' },
      ...shown(posting, first),
    }),
  );
}

interface More {
  readonly batch: readonly Annotation[];
  /** how many annotations there are with these */
  readonly total: number;
}

/** Annotations of a request that was cut off may be there: they are counted before they are sent again. */
async function update(
  check_run_id: number,
  posting: Posting,
  { batch, total }: More,
  api: GitHub,
  pause: Pause,
): Promise<void> {
  const one = `${RUNS}/{check_run_id}`;
  const change = () => api.request(`PATCH ${one}`, { check_run_id, ...shown(posting, batch) });
  const look = async () => {
    const { output } = check.parse(await api.request(`GET ${one}`, { check_run_id }));
    return batch.length > 0 && output.annotations_count >= total ? output : null;
  };
  await once<unknown>(() => known(change, pause), look, pause);
}

function shown({ conclusion, run, title, summary }: Posting, batch: readonly Annotation[]) {
  const annotations = batch.map(({ path, line, column, level, title: heading, message }) => ({
    ...{ path, start_line: line, end_line: line, annotation_level: level, message },
    ...(column === undefined ? {} : { start_column: column, end_column: column }),
    title: heading,
  }));
  const place = run.url === null ? {} : { details_url: run.url };
  return { ...place, conclusion, output: { title, summary, annotations } };
}

/** What a check is about and which run made it: `flights/night@9876.2`. */
function externalIdOf({ model, name, run }: Posting): string {
  return `${subject({ model, name })}@${run.id}.${run.attempt}`;
}

function subject({ model, name }: Pick<Posting, 'model' | 'name'>): string {
  return name === null ? model : `${model}/${name}`;
}

function orderOf(external: string | null | undefined): RunOrder {
  const [, id = '0', attempt = '0'] = /@(\d+)\.(\d+)$/.exec(external ?? '') ?? [];
  return { id, attempt: Number(attempt) };
}
