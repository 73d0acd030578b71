import { overlap } from './place.ts';
import type { Out, Stage } from './stage.ts';

/** An out with the stage that makes it. */
export interface Made {
  readonly stage: Stage;
  readonly out: Out;
}

/** Outs that share bytes with a path. */
export function makersOf(path: string, stages: readonly Stage[]): Made[] {
  return stages.flatMap((stage) =>
    stage.outs.filter((out) => overlap(out.path, path)).map((out) => ({ stage, out })),
  );
}

/** The outs of other stages that a stage reads. */
export function needsOf(stage: Stage, stages: readonly Stage[]): Made[] {
  const made = stage.deps.flatMap((dep) => makersOf(dep, stages));
  return made.filter(
    (one, index) => one.stage !== stage && made.findIndex(({ out }) => out === one.out) === index,
  );
}

/** The stages and all that DVC runs before them (no frozen ones), in an order in which they can run. */
export function closure(wanted: readonly Stage[], stages: readonly Stage[]): Stage[] {
  return reached(wanted, stages, ({ frozen }) => !frozen);
}

/** Does a stage read what another makes, directly or by others? */
export function dependsOn(stage: Stage, other: Stage, stages: readonly Stage[]): boolean {
  return stage !== other && reached([stage], stages, () => true).includes(other);
}

function reached(
  wanted: readonly Stage[],
  stages: readonly Stage[],
  follows: (stage: Stage) => boolean,
): Stage[] {
  const found: Stage[] = [];
  const visit = (stage: Stage, above: readonly Stage[]): void => {
    if (found.includes(stage) || above.includes(stage)) return;
    for (const { stage: before } of needsOf(stage, stages)) {
      if (follows(before)) visit(before, [...above, stage]);
    }
    found.push(stage);
  };
  for (const stage of wanted) visit(stage, []);
  return found;
}
