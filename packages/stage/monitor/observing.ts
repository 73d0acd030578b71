import { type Columns, shiftsOf } from '#judge/drift/shift';
import { unusableAnswers } from '#judge/monitor/answers';
import type { DriftFacts } from '#judge/monitor/verdict';
import type { Column } from '#metrics/table';
import type { Joined } from '#source/joined';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import { badShare, MOST_BAD, tallyNotes } from '#source/tally';
import type { Scene } from '../scene.ts';
import { labelNotes } from './current.ts';
import type { Performance } from './performance.ts';
import type { Reference } from './reference.ts';
import type { MonitorPlan, MonitorWish } from './wish.ts';

/** Figures and flaws of one log beside its reference. */
export function look(
  current: Served,
  reference: Reference | string,
  joined: Joined,
  { measurements: performance }: Performance,
  plan: MonitorPlan,
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
        : driftOf(current, reference, plan),
    performance,
  };
  const notes = typeof reference === 'string' ? [`no reference: ${reference}`] : reference.notes;
  return { observed, flaws, notes: [...notes, ...schemaNotes(observed.drift)] };
}

function driftOf(current: Served, reference: Reference, { ignored }: MonitorPlan): DriftFacts {
  const kept = (columns: Columns) => new Map([...columns].filter(([name]) => !ignored(name)));
  const [before, now] = [kept(reference.columns), kept(current.features)];
  const { shifts: columns, uncompared } = shiftsOf(before, now);
  const answers = shiftsOf(answersOf(reference), answersOf(current));
  return {
    reference: reference.what,
    referenceRows: reference.rows,
    columns,
    answers: answers.shifts,
    uncompared: [...uncompared, ...answers.uncompared],
    missing: reference.complete ? [...before.keys()].filter((name) => !now.has(name)) : [],
    unexpected: [...now.keys()].filter((name) => !before.has(name)),
  };
}

function answersOf({
  prediction,
  score,
}: {
  readonly prediction: Column | null;
  readonly score: Column | null;
}): Columns {
  const pairs = [
    ['prediction', prediction],
    ['score', score],
  ] as const;
  return new Map(
    pairs.flatMap(([name, column]): [string, Column][] => (column === null ? [] : [[name, column]])),
  );
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
