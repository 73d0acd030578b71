import { containerize } from '#actions/containerize/action';
import { deploy } from '#actions/deploy/action';
import { evaluate } from '#actions/evaluate/action';
import { monitorGate } from '#actions/monitor-gate/action';
import { report } from '#actions/report/action';
import { setup } from '#actions/setup/action';
import { train } from '#actions/train/action';
import type { Action, Declaration, Fields } from '#kit/declaration';
import type { Shown } from '#kit/manifest';
import type { Problem } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { located, read, type Sources } from '#kit/read';
import { type Finished, run } from '#kit/run';
import type { Project } from '#project/project';

/** An action by name: what it is, at once; what it does, loaded when it is asked for. */
export interface Entry extends Shown {
  readonly renamed: Readonly<Record<string, string>>;
  readonly perform: (sources: Sources, host: Host, project: Project) => Promise<Finished>;
  /** Reads the inputs and does nothing: throws the Mistakes that `perform` would throw at once. */
  readonly check: (sources: Sources) => void;
  /** Loads what `perform` will need; while others are waited for. */
  readonly prepare: () => Promise<unknown>;
}

function entry<F extends Fields, O extends string>(
  declaration: Declaration<F, O>,
  load: () => Promise<{ readonly default: Action<F, O, Project> }>,
): Entry {
  return {
    ...declaration,
    prepare: load,
    check: (sources) => void read(declaration, sources),
    perform: async (sources, host, project) => {
      const inputs = read(declaration, sources);
      const locate = (problem: Problem) => located(problem, declaration, sources);
      return run((await load()).default, inputs, host, project, locate);
    },
  };
}

/** Every action there is, in the order `mlops run` takes them. */
export const ACTIONS: readonly Entry[] = [
  entry(setup, () => import('#actions/setup/main')),
  entry(train, () => import('#actions/train/main')),
  entry(evaluate, () => import('#actions/evaluate/main')),
  entry(report, () => import('#actions/report/main')),
  entry(containerize, () => import('#actions/containerize/main')),
  entry(deploy, () => import('#actions/deploy/main')),
  entry(monitorGate, () => import('#actions/monitor-gate/main')),
];

export function actionOf(name: string): Entry | undefined {
  return ACTIONS.find((action) => action.name === name);
}
