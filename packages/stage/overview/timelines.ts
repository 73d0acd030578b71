import type { Gate } from '#judge/gate/gate';
import { digestNamed, type Told } from '#record/reading';
import { boundsOf, SHOWN, type Timeline } from '#report/timeline';
import type { Known } from './known.ts';

/** Gated measures over the evaluations, as far as they are known of two or more. */
export function timelinesOf(told: readonly Known[]): Timeline[] {
  const judged = told
    .filter(({ happening, numbers }) => happening.lane === 'evaluate' && numbers !== null)
    .slice(-SHOWN);
  const newest = judged.at(-1);
  return (newest?.numbers?.gated ?? []).flatMap((metric): Timeline[] => {
    const points = judged.map(({ happening, told: { dependencies }, numbers }) => ({
      time: happening.time,
      commit: happening.commit,
      dirty: happening.dirty,
      decision: happening.verdict ?? '',
      otherData: dataIn(dependencies) !== dataIn(newest?.told.dependencies ?? []),
      value: numbers?.measured.find((one) => one.metric === metric && one.slice === undefined)?.value ?? null,
    }));
    if (points.filter(({ value }) => value !== null).length < 2) return [];
    const direction = newest?.numbers?.measured.find((one) => one.metric === metric)?.direction ?? 'none';
    const isMeant = (gate: Gate) => gate.metric === metric && gate.slice === null;
    const bounds = boundsOf(newest?.numbers?.gates ?? [], isMeant);
    return [{ metric, direction, points, bounds, baseline: null }];
  });
}

function dataIn(dependencies: Told['dependencies']): string {
  const data = dependencies.filter(({ name }) => name.startsWith('data:'));
  return data
    .map(({ name }) => `${name} ${digestNamed(dependencies, name)}`)
    .sort()
    .join();
}
