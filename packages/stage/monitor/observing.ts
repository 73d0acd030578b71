import picomatch from 'picomatch';
import { type Columns, profileOn, without } from '#judge/drift/profile/profile';
import { CHANCE, type Shifts, shiftsOf } from '#judge/drift/shift';
import { shiftsByName } from '#judge/drift/shiftbyname';
import { equalShare, isOnce, type Look } from '#judge/inference/look';
import { unusableAnswers } from '#judge/monitor/answers';
import type { Observed } from '#judge/monitor/figures';
import type { DriftFacts } from '#judge/monitor/verdict';
import { Mistake } from '#kit/outcome';
import type { Joined } from '#source/joined';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import { badShare, MOST_BAD, tallyNotes } from '#source/tally';
import type { Scene } from '../scene.ts';
import { labelNotes } from './current.ts';
import type { Performance } from './performance.ts';
import { answersOf, type Reference } from './reference.ts';
import type { MonitorPlan, MonitorWish } from './wish.ts';

/** Figures and flaws of one log beside its reference. */
export function look(
  current: Served,
  reference: Reference | string,
  joined: Joined,
  { measurements: performance }: Performance,
  estimates: Observed['estimates'],
  plan: MonitorPlan,
  nth: Look | null,
  { host }: Scene,
) {
  const { rows, newest, tally } = current;
  const unusable = unusableAnswers(current.prediction, current.score);
  const flaws: string[] = [];
  if (badShare(tally) > MOST_BAD)
    flaws.push(
      `${tally.bad.count} of ${tally.lines} lines of the log are no rows, and ${MOST_BAD * 100} % are the most`,
    );
  if (unusable.count > 0) {
    const ids = unusable.first.map((row) => current.ids[row]).join(', ');
    flaws.push(
      `${unusable.what} is empty or NaN in ${unusable.count} of ${rows} rows (ids ${ids}${unusable.count > unusable.first.length ? ', …' : ''})`,
    );
  }
  const observed = {
    rows,
    age: newest === null ? null : Math.max(0, (host.clock.now().getTime() - newest) / 1000),
    labels: joined.rows.length,
    bad: badShare(tally),
    unusable: rows === 0 ? 0 : unusable.count / rows,
    drift:
      typeof reference === 'string'
        ? { absent: `there is no reference: ${reference}` }
        : driftOf(current, reference, plan, nth),
    performance,
    estimates,
  };
  const notes = typeof reference === 'string' ? [`no reference: ${reference}`] : reference.notes;
  const shared = typeof reference === 'string' ? [] : sharedNote(plan, nth);
  return { observed, flaws, notes: [...notes, ...shared, ...schemaNotes(observed.drift)] };
}

function driftOf(
  current: Served,
  reference: Reference,
  { ignored, guarded, mustNotDrift, method }: MonitorPlan,
  nth: Look | null,
): DriftFacts {
  const ask = { guarded, chance: equalShare(nth, CHANCE) };
  const before = without(reference.features, ignored);
  const now = without(profileOn(before, current.features), ignored);
  const given = answersOf(current);
  const { counted } = reference;
  const byRules = (found: Shifts, side: 'features' | 'answers', rows: Columns): Shifts => {
    if (method === 'size-aware') return found;
    if (counted === null) throw profileAlone(method);
    return shiftsByName(method, found, { reference: counted[side], current: rows });
  };
  const { shifts: columns, uncompared } = byRules(shiftsOf(before, now, ask), 'features', current.features);
  const answers = byRules(
    shiftsOf(reference.answers, profileOn(reference.answers, given), ask),
    'answers',
    given,
  );
  const compared = new Set([...columns, ...answers.shifts].map(({ column }) => column));
  const known = [...before.columns, ...reference.answers.columns].map(({ name }) => name);
  return {
    reference: reference.what,
    referenceRows: reference.rows,
    columns,
    answers: answers.shifts,
    uncompared: [...uncompared, ...answers.uncompared],
    unproven: [
      ...known.filter((name) => guarded(name) && !compared.has(name)),
      ...mustNotDrift.filter((glob) => !known.some((name) => picomatch.isMatch(name, glob, { dot: true }))),
    ],
    missing: reference.complete
      ? before.columns.map(({ name }) => name).filter((name) => !current.features.has(name))
      : [],
    unexpected: now.extra,
  };
}

/** How drift is judged where data are looked at several times. */
function sharedNote({ method }: MonitorPlan, nth: Look | null): string[] {
  if (nth !== null && isOnce(nth)) return [];
  const each = 'drift is judged at each look as if it were the only one, so many looks alarm more often';
  if (method !== 'size-aware') return [`method: ${method}: ${each}`];
  if (nth === null) return [`looks: any: ${each}`];
  return [`drift: each of the ${nth.planned} looks has an equal share of the chance of ${CHANCE * 100} %`];
}

/** A profile keeps counts in bins: the tests of other tools need the rows. */
function profileAlone(method: string): Mistake {
  const what = 'needs the rows of the reference, which is a profile';
  return new Mistake({
    subject: 'method',
    what,
    remedy: 'Name a file of rows, or take size-aware.',
    value: method,
  });
}

function schemaNotes(drift: DriftFacts | { readonly absent: string }): string[] {
  if ('absent' in drift) return [];
  const { missing, unexpected, uncompared, columns } = drift;
  const listed = (names: readonly string[]) =>
    `${names.slice(0, 10).join(', ')}${names.length > 10 ? `, and ${names.length - 10} more` : ''}`;
  return [
    ...(columns.length > 0
      ? [`compared with ${drift.reference}: ${listed(columns.map(({ column }) => column).toSorted())}`]
      : []),
    ...(missing.length > 0 ? [`in the reference and not in the log: ${listed(missing)}`] : []),
    ...(unexpected.length > 0
      ? [`in the log and not in the reference, so not compared: ${listed(unexpected)}`]
      : []),
    ...uncompared.map(({ column, because }) => `${column} was not compared: ${because}`),
  ];
}

/** What was met while log and labels were read, in sentences. */
export function notesOf(
  current: Served,
  joined: Joined,
  late: LateLabels,
  { labels }: MonitorWish,
  whose = 'the log',
): string[] {
  const { files, lines } = current.tally;
  const empty = lines === 0 ? [`${files.map(({ path }) => path).join(', ')}: no line yet`] : [];
  return [...empty, ...tallyNotes(current.tally, whose), ...labelNotes(late, joined, labels)];
}
