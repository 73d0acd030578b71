import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import type { Contents } from '#record/explanation';
import type { Run, Seen } from '#record/history';
import { type Measured, type Numbers, readNumbers, trainNumbers } from '#record/numbers';
import { digestNamed, type Told } from '#record/reading';
import { FILE } from '#record/vocabulary';
import type { PastEvaluation } from '#report/facts';
import { contentsIn } from './contents.ts';
import { flatMetrics } from './metrics.ts';
import { type Companion, type Found, findPast, inTurns, type Past } from './past.ts';

/** What a history is made of, and what had to be left out. */
export interface Remembered extends Pick<Past, 'strange' | 'unfetched' | 'hollow'> {
  readonly seen: readonly Seen[];
  /** companions that are not what their record says */
  readonly torn: number;
}

/** Stages that are told in a history of what was tried. */
const TRIED = ['train', 'score', 'evaluate'] as const;

/** Every training, scoring and evaluation that is known here, with its numbers. Nothing is written, no lock is needed. */
export async function remembered(host: Pick<Host, 'files' | 'fetched'>): Promise<Remembered> {
  const { found, ...rest } = await findPast(host);
  const loaded = await inTurns(
    found.filter(({ told }) => TRIED.some((stage) => stage === told.stage)),
    withNumbers,
  );
  return {
    seen: loaded.map(({ seen }) => seen),
    torn: loaded.filter(({ torn }) => torn).length,
    ...rest,
  };
}

/** A record with what lies beside it read. */
async function withNumbers(found: Found): Promise<{ readonly seen: Seen; readonly torn: boolean }> {
  const { digest, content, told } = found;
  const wanted: Companion | null =
    told.stage === 'evaluate' ? FILE.verdict : told.stage === 'train' ? FILE.metrics : null;
  const bytes = wanted === null ? null : await found.companion(wanted);
  const text = bytes === null || bytes === 'other' ? null : new TextDecoder().decode(bytes);
  const numbers: Numbers | null = text !== null && wanted === FILE.verdict ? readNumbers(text) : null;
  const trained = text !== null && wanted === FILE.metrics ? trainedIn(text) : [];
  return { seen: { digest, content, told, numbers, trained }, torn: bytes === 'other' };
}

/** A training is recorded before anybody reads what it wrote: it may be no JSON. */
function trainedIn(text: string): Measured[] {
  try {
    return trainNumbers(flatMetrics(text, FILE.metrics));
  } catch {
    return [];
  }
}

/** File lists and packages that are kept here of what went into runs. */
export async function contentsBehind(
  runs: readonly Run[],
  { files }: Pick<Host, 'files'>,
): Promise<Contents> {
  const wanted = new Set(runs.flatMap(({ training, scoring }) => [training, scoring].flatMap(digestsIn)));
  return contentsIn([files.root], wanted, files);
}

function digestsIn(told: Told | null): Digest[] {
  return (told?.dependencies ?? []).flatMap(({ digest }) => ('sha256' in digest ? digest.sha256 : []));
}

/** More than a report shows: some of them come out the same. */
const RECENT = 90;

/** The last evaluations of a model (and instance) that are known here, for its report; `data`: what is judged on now. */
export async function pastEvaluations(
  whose: {
    readonly model: string;
    readonly name: string | null;
    readonly data: Readonly<Record<string, Digest>>;
  },
  { found }: Past,
  host: Pick<Host, 'log'>,
): Promise<PastEvaluation[]> {
  try {
    const own = found.filter(
      ({ told }) => told.stage === 'evaluate' && told.model === whose.model && told.name === whose.name,
    );
    const recent = lastOfEach(own).slice(-RECENT);
    return (await inTurns(recent, withNumbers)).flatMap(({ seen }) => evaluationOf(seen, whose.data));
  } catch (error) {
    // a report without its past is a report
    host.log.debug(`the history was not read: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** All that is known here, for a report; what cannot be read is not known. */
export async function knownPast(host: Pick<Host, 'files' | 'fetched' | 'log'>): Promise<Past> {
  try {
    return await findPast(host);
  } catch (error) {
    host.log.debug(`the history was not read: ${error instanceof Error ? error.message : String(error)}`);
    return { found: [], strange: 0, unfetched: true, hollow: 0 };
  }
}

/** In the order of time; of what was repeated at one commit the last. */
function lastOfEach(found: readonly Found[]): Found[] {
  const time = ({ told }: Found) => Date.parse(told.finishedOn);
  const last = new Map<string, Found>();
  for (const one of found.toSorted((a, b) => time(a) - time(b))) {
    const key = `${one.told.commit} ${one.told.dirty} ${one.content}`;
    // taken out first: the last has its place at the end
    last.delete(key);
    last.set(key, one);
  }
  return [...last.values()];
}

function evaluationOf({ told, numbers }: Seen, data: Readonly<Record<string, Digest>>): PastEvaluation[] {
  if (numbers === null) return [];
  const { finishedOn, commit, dirty, verdict, dependencies } = told;
  const whole = numbers.measured.filter(({ slice }) => slice === undefined);
  const judgedOn = dependencies.filter(({ name }) => name.startsWith('data:'));
  const names = new Set([...Object.keys(data), ...judgedOn.map(({ name }) => name)]);
  return [
    {
      time: finishedOn,
      commit,
      dirty,
      decision: verdict ?? '',
      otherData: [...names].some((name) => (data[name] ?? null) !== digestNamed(judgedOn, name)),
      numbers: Object.fromEntries(whole.map(({ metric, value }) => [metric, value])),
      intervals: Object.fromEntries(
        whole.flatMap(({ metric, interval }) => (interval === undefined ? [] : [[metric, interval]])),
      ),
    },
  ];
}
