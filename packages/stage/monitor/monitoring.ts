import { TERMS } from '#judge/inference/terms';
import { watch } from '#judge/monitor/watch';
import type { BaselineFacts } from '#judge/verdict';
import { joinLabels } from '#source/joined';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import type { Scene } from '../scene.ts';
import { watchCanary } from './canary.ts';
import { evaluatedPredictions, noiseBeside } from './certainty.ts';
import { currentOf, lateLabels } from './current.ts';
import { type Deployed, deployedOf } from './deployed.ts';
import { estimatesOf } from './estimating.ts';
import { lookOf } from './looking.ts';
import type { Monitored } from './monitored.ts';
import { look, notesOf } from './observing.ts';
import { dueFor } from './occasion.ts';
import { performanceOf } from './performance.ts';
import { referenceOf } from './reference.ts';
import type { MonitorPlan, MonitorWish } from './wish.ts';

/** Looks at what is running: a canary where there is one, else the routine. */
export async function monitor(plan: MonitorPlan, wish: MonitorWish, scene: Scene): Promise<Monitored> {
  const deployed = await deployedOf(plan.environment, scene);
  scene.host.log.info(deployed.how);
  const late = await lateLabels(wish.labels, scene.host);
  const canary = deployed.here?.canary ?? null;
  return canary === null
    ? routine(plan, wish, deployed, late, scene)
    : watchCanary(plan, wish, deployed, late, canary, scene);
}

async function routine(
  plan: MonitorPlan,
  wish: MonitorWish,
  deployed: Deployed,
  late: LateLabels,
  scene: Scene,
): Promise<Monitored> {
  const globs = wish.current.length > 0 ? wish.current : [deployed.here?.serving?.logs ?? 'logs/*.jsonl'];
  const current = await currentOf(globs, deployed.model, plan.window, scene.host);
  const reference = await referenceOf(plan, deployed.evaluated, current, scene);
  const joined = joinLabels(current, late);
  const performance = performanceOf(current, joined, plan);
  const evaluated = await evaluatedPredictions(deployed.evaluated, performance, plan);
  const due = await dueFor(plan, deployed, scene);
  const estimates = await estimatesOf(plan, deployed.evaluated, current);
  const previous = deployed.here?.previous ?? null;
  const name = wish.name ?? null;
  const watching = { name, mode: 'routine', model: deployed.model } as const;
  const nth = await lookOf(plan, watching, joined.rows.length, scene);
  const seen = look(current, reference, joined, performance, estimates, plan, nth, scene);
  const verdict = watch({
    gates: plan.gates,
    noise: noiseBeside(performance, evaluated, plan),
    terms: TERMS,
    observed: seen.observed,
    baseline: deployed.evaluated?.measurements ?? null,
    baselineFacts: factsOf(deployed),
    flaws: seen.flaws,
    previous: previous !== null && previous.model !== deployed.model,
    newData: due.newData,
    age: due.age,
    canary: null,
    look: nth,
    environment: plan.environment,
    notes: [
      ...notesOf(current, joined, late, wish),
      ...unseenModels(current, deployed),
      ...seen.notes,
      ...performance.notes,
      ...due.notes,
    ],
  });
  return { plan, name, deployed, current, control: null, late, reference, verdict };
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

/** Nothing says which model is deployed: rows of all of them count, and that is said. */
function unseenModels({ tally }: Served, { model }: Deployed): string[] {
  return model === null && tally.nameless === 0
    ? ['rows of any model count: which one is deployed is not known']
    : [];
}
