import { TERMS } from '#judge/inference/terms';
import { unusableAnswers } from '#judge/monitor/answers';
import type { Contrast } from '#judge/monitor/consequence';
import { contrastOf } from '#judge/monitor/contrast';
import { watch } from '#judge/monitor/watch';
import type { BaselineFacts } from '#judge/verdict';
import { joinLabels } from '#source/joined';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import { tallyNotes } from '#source/tally';
import type { Scene } from '../scene.ts';
import { noiseBeside } from './certainty.ts';
import { canaryLog } from './current.ts';
import type { Deployed } from './deployed.ts';
import { lookOf } from './looking.ts';
import type { Monitored } from './monitored.ts';
import { look, notesOf } from './observing.ts';
import { type Performance, performanceOf } from './performance.ts';
import { answersOf, counted, type Reference } from './reference.ts';
import type { MonitorPlan, MonitorWish } from './wish.ts';

/** A canary is judged beside the fresh copy of what serves, over the same time; never beside the old process. */
export async function watchCanary(
  plan: MonitorPlan,
  wish: MonitorWish,
  deployed: Deployed,
  late: LateLabels,
  canary: NonNullable<NonNullable<Deployed['here']>['canary']>,
  scene: Scene,
): Promise<Monitored> {
  const { candidate, control } = canary;
  const { host } = scene;
  host.log.info(
    `A canary: ${candidate.name} (${candidate.model.slice(0, 12)}) beside ${control.name} (${control.model.slice(0, 12)}).`,
  );
  const current = await canaryLog(candidate, wish.current, plan.window, host);
  const other = await canaryLog(control, wish.current, plan.window, host);
  const reference = controlReference(other, control.name);
  const [joined, controlJoined] = [joinLabels(current, late), joinLabels(other, late)];
  const [own, theirs] = [performanceOf(current, joined, plan), performanceOf(other, controlJoined, plan)];
  const side = (served: Served, { losses }: Performance) => ({
    rows: served.rows,
    unusable: unusableAnswers(served.prediction, served.score).count,
    losses,
  });
  const name = wish.name ?? null;
  const sides = [side(current, own), side(other, theirs)] as const;
  const examples =
    Math.min(...sides.map(({ rows }) => rows)) + Math.min(...sides.map(({ losses }) => losses.length));
  const watching = { name, mode: 'canary', model: candidate.model } as const;
  const nth = await lookOf(plan, watching, examples, scene);
  const seen = look(current, reference, joined, own, BESIDE, plan, nth, scene);
  const answers = 'absent' in seen.observed.drift ? [] : seen.observed.drift.answers;
  const measured = 'absent' in theirs.measurements ? null : theirs.measurements;
  const verdict = watch({
    gates: plan.gates,
    noise: noiseBeside(own, theirs.predictions ?? `the control ${control.name} has no labelled rows`, plan),
    terms: TERMS,
    observed: seen.observed,
    baseline: measured,
    baselineFacts: controlFacts(reference, control.name, theirs),
    flaws: [],
    previous: true,
    newData: null,
    age: null,
    canary: nth === null ? ANY : contrastOf(...sides, answers, { look: nth, margin: plan.canaryMargin }),
    look: nth,
    environment: plan.environment,
    notes: [
      ...notesOf(current, joined, late, wish, `the candidate's log`),
      ...tallyNotes(other.tally, `the control's log`),
      ...seen.notes,
      ...own.notes,
    ],
  });
  return { plan, name, deployed, current, control: other, late, reference, verdict };
}

/** What a canary is judged by, beside its gates, knows of looks that are planned alone. */
const ANY: Contrast = {
  state: 'open',
  because: 'looks: any does not set candidate beside control: say how many looks are planned',
};

const BESIDE = 'a canary is judged beside the control, and not estimated';

/** Both sides run over the same time, so that what changes with time changes both: rows are exchanged, not blocks. */
function controlReference(control: Served, revision: string): Reference {
  const { rows, features, tally } = control;
  const what = `the control ${revision} over the same time`;
  return {
    what,
    digest: tally.files[0]?.sha256 ?? '',
    rows,
    ...counted(features, answersOf(control), null),
    complete: true,
    notes: [],
  };
}

function controlFacts(reference: Reference, revision: string, { measurements }: Performance): BaselineFacts {
  if ('absent' in measurements)
    return { kind: 'absent', reason: `of the control ${revision}: ${measurements.absent}` };
  return { kind: 'file', name: `the log of the control ${revision}`, digest: reference.digest };
}
