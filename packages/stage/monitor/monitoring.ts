import { type Columns, shiftsOf } from '#judge/drift/shift';
import { unusableAnswers } from '#judge/monitor/answers';
import { contrastOf } from '#judge/monitor/contrast';
import type { DriftFacts, MonitorVerdict } from '#judge/monitor/verdict';
import { watch } from '#judge/monitor/watch';
import type { BaselineFacts } from '#judge/verdict';
import type { Column } from '#metrics/table';
import { type Joined, joinLabels } from '#source/joined';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import { badShare, MOST_BAD, tallyNotes } from '#source/tally';
import type { Scene } from '../scene.ts';
import { canaryLog, currentOf, labelNotes, lateLabels } from './current.ts';
import { type Deployed, deployedOf } from './deployed.ts';
import { dueFor } from './occasion.ts';
import { type Performance, performanceOf } from './performance.ts';
import { type Reference, referenceOf } from './reference.ts';
import type { MonitorPlan, MonitorWish } from './wish.ts';

/** Everything a monitor run came to, before it is written down. */
export interface Monitored {
  readonly plan: MonitorPlan;
  readonly name: string | null;
  readonly deployed: Deployed;
  readonly current: Served;
  /** the log of the control, in a canary */
  readonly control: Served | null;
  readonly late: LateLabels;
  readonly reference: Reference | string;
  readonly verdict: MonitorVerdict;
}

/** Looks at what is running: a canary where there is one, else the routine. */
export async function monitor(plan: MonitorPlan, wish: MonitorWish, scene: Scene): Promise<Monitored> {
  const deployed = await deployedOf(plan.environment, scene);
  scene.host.log.info(deployed.how);
  const late = await lateLabels(wish.labels, scene.host);
  const canary = deployed.watchees?.canary ?? null;
  return canary === null
    ? routine(plan, wish, deployed, late, scene)
    : beside(plan, wish, deployed, late, canary, scene);
}

async function routine(
  plan: MonitorPlan,
  wish: MonitorWish,
  deployed: Deployed,
  late: LateLabels,
  scene: Scene,
): Promise<Monitored> {
  const globs = wish.current.length > 0 ? wish.current : [deployed.watchees?.serving?.log ?? 'logs/*.jsonl'];
  const current = await currentOf(globs, deployed.model, plan.window, scene.host);
  const reference = await referenceOf(plan, deployed.evaluated, current, scene);
  const joined = joinLabels(current, late);
  const performance = performanceOf(current, joined, plan);
  const due = await dueFor(plan, deployed, scene);
  const seen = look(current, reference, joined, performance, plan, scene);
  const previous = deployed.watchees?.previous ?? null;
  const verdict = watch({
    gates: plan.gates,
    observed: seen.observed,
    baseline: deployed.evaluated?.measurements ?? null,
    baselineFacts: factsOf(deployed),
    flaws: seen.flaws,
    previous: previous !== null && previous.model !== deployed.model,
    newData: due.newData,
    age: due.age,
    canary: null,
    notes: [
      ...notesOf(current, joined, late, wish),
      ...unseenModels(current, deployed),
      ...seen.notes,
      ...performance.notes,
      ...due.notes,
    ],
  });
  return { plan, name: wish.name ?? null, deployed, current, control: null, late, reference, verdict };
}

/** A canary is judged beside the fresh copy of what serves, over the same time; never beside the old process. */
async function beside(
  plan: MonitorPlan,
  wish: MonitorWish,
  deployed: Deployed,
  late: LateLabels,
  canary: NonNullable<NonNullable<Deployed['watchees']>['canary']>,
  scene: Scene,
): Promise<Monitored> {
  const { candidate, control } = canary;
  const { host } = scene;
  host.log.info(
    `A canary: ${candidate.revision} (${candidate.model.slice(0, 12)}) beside ${control.revision} (${control.model.slice(0, 12)}).`,
  );
  const current = await canaryLog(candidate, wish.current, plan.window, host);
  const other = await canaryLog(control, wish.current, plan.window, host);
  const reference = controlReference(other, control.revision);
  const [joined, controlJoined] = [joinLabels(current, late), joinLabels(other, late)];
  const [own, theirs] = [performanceOf(current, joined, plan), performanceOf(other, controlJoined, plan)];
  const seen = look(current, reference, joined, own, plan, scene);
  const answers = 'absent' in seen.observed.drift ? [] : seen.observed.drift.answers;
  const side = (served: Served, { losses }: Performance) => ({
    rows: served.rows,
    unusable: unusableAnswers(served.prediction, served.score).count,
    losses,
  });
  const measured = 'absent' in theirs.measurements ? null : theirs.measurements;
  const verdict = watch({
    gates: plan.gates,
    observed: seen.observed,
    baseline: measured,
    baselineFacts: controlFacts(reference, control.revision, theirs),
    flaws: [],
    previous: true,
    newData: null,
    age: null,
    canary: contrastOf(side(current, own), side(other, theirs), answers),
    notes: [
      ...notesOf(current, joined, late, wish, `the candidate's log`),
      ...tallyNotes(other.tally, `the control's log`),
      ...seen.notes,
      ...own.notes,
    ],
  });
  return { plan, name: wish.name ?? null, deployed, current, control: other, late, reference, verdict };
}

function controlReference({ rows, features, prediction, score, tally }: Served, revision: string): Reference {
  const what = `the control ${revision} over the same time`;
  return {
    what,
    digest: tally.files[0]?.sha256 ?? '',
    rows,
    columns: features,
    prediction,
    score,
    complete: true,
    notes: [],
  };
}

function controlFacts(reference: Reference, revision: string, { measurements }: Performance): BaselineFacts {
  if ('absent' in measurements)
    return { kind: 'absent', reason: `of the control ${revision}: ${measurements.absent}` };
  return { kind: 'file', name: `the log of the control ${revision}`, digest: reference.digest };
}

function factsOf({ evaluated, model }: Deployed): BaselineFacts {
  if (evaluated === null) {
    const which =
      model === null
        ? 'nothing was evaluated that is known here'
        : `no evaluation of the model ${model.slice(0, 12)} is known here`;
    return { kind: 'absent', reason: which };
  }
  const { kind, name, content, commit } = evaluated;
  return { kind, name, digest: content, ...(commit === null ? {} : { commit }) };
}

/** Figures and flaws of one log beside its reference. */
function look(
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

function notesOf(
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

/** Nothing says which model is deployed: rows of all of them count, and that is said. */
function unseenModels({ tally }: Served, { model }: Deployed): string[] {
  return model === null && tally.nameless === 0
    ? ['rows of any model count: which one is deployed is not known']
    : [];
}
