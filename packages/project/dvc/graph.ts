import { overlap } from './place.ts';
import type { Out, Stage } from './stage.ts';

/** An out with the stage that makes it. */
export interface Made {
  readonly stage: Stage;
  readonly out: Out;
}

/** Outs that share bytes with a path, whose stages DVC runs; a frozen stage makes nothing. */
export function makersOf(path: string, stages: readonly Stage[]): Made[] {
  return stages
    .filter(({ frozen }) => !frozen)
    .flatMap((stage) => stage.outs.filter((out) => overlap(out.path, path)).map((out) => ({ stage, out })));
}

/** The outs of other stages that a stage reads. */
export function needsOf(stage: Stage, stages: readonly Stage[]): Made[] {
  const made = stage.deps.flatMap((dep) => makersOf(dep, stages));
  return made.filter(
    (one, index) => one.stage !== stage && made.findIndex(({ out }) => out === one.out) === index,
  );
}

/** The stages and all that have to run before them, in an order in which they can. */
export function closure(wanted: readonly Stage[], stages: readonly Stage[]): Stage[] {
  const found: Stage[] = [];
  const visit = (stage: Stage, above: readonly Stage[]): void => {
    if (found.includes(stage) || above.includes(stage)) return;
    for (const { stage: before } of needsOf(stage, stages)) visit(before, [...above, stage]);
    found.push(stage);
  };
  for (const stage of wanted) visit(stage, []);
  return found;
}

/** Does a stage read what another makes, directly or by others? */
export function dependsOn(stage: Stage, other: Stage, stages: readonly Stage[]): boolean {
  return stage !== other && closure([stage], stages).includes(other);
}
