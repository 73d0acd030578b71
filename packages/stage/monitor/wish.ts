import picomatch from 'picomatch';
import { seconds } from '#judge/gate/duration';
import { type Gate, parseGates } from '#judge/gate/gate';
import type { Roles } from '#metrics/roles';
import type { Project } from '#project/project';
import { SERVED_TASKS } from '#project/sections';
import { evaluatedColumns } from '../columns.ts';

type ServedTask = (typeof SERVED_TASKS)[number];

/** Inputs of the action `monitor-gate`, as the user gave them. */
export interface MonitorWish {
  readonly name: string | undefined;
  readonly environment: string | undefined;
  readonly reference: string;
  readonly current: readonly string[];
  readonly labels: readonly string[];
  readonly task: ServedTask | undefined;
  readonly positive: string | undefined;
  readonly window: string | undefined;
  readonly ignore: readonly string[];
  readonly 'must-not-drift': readonly string[];
  readonly gates: readonly string[];
  readonly 'retrain-on-new-data': boolean;
  readonly 'retrain-every': string | undefined;
}

/** The same, read and completed from the section `evaluate`. */
export interface MonitorPlan {
  readonly environment: string;
  readonly reference: string;
  readonly gates: readonly Gate[];
  readonly task: ServedTask | null;
  readonly positive: string | undefined;
  /** seconds */
  readonly window: number | null;
  readonly retrainEvery: number | null;
  readonly onNewData: boolean;
  readonly ignored: (column: string) => boolean;
  /** globs of columns that must not drift, and whether a column is one of them */
  readonly mustNotDrift: readonly string[];
  readonly guarded: (column: string) => boolean;
  /** of a predictions file, and of a reference file */
  readonly roles: Roles;
  /** names or name=path, of the section evaluate */
  readonly data: readonly string[];
}

/** Parses everything before any file is opened: a typo must not cost the reading of a large log. */
export function planOfMonitor(wish: MonitorWish, project: Project): MonitorPlan {
  const said = project.section('evaluate');
  const value = (key: string): unknown => {
    const found = said.get(key)?.said;
    return found !== undefined && 'value' in found ? found.value : undefined;
  };
  const text = (key: string) => (typeof value(key) === 'string' ? String(value(key)) : undefined);
  const task = SERVED_TASKS.find((one) => one === text('task'));
  const data = value('data');
  const matching = (globs: readonly string[]) => {
    const all = globs.map((glob) => picomatch(glob, { dot: true }));
    return (column: string) => all.some((matches) => matches(column));
  };
  return {
    environment: wish.environment ?? 'production',
    reference: wish.reference,
    gates: parseGates(guardedGates(wish)),
    task: wish.task ?? task ?? null,
    positive: wish.positive ?? text('positive'),
    window: wish.window === undefined ? null : seconds(wish.window, 'window'),
    retrainEvery:
      wish['retrain-every'] === undefined ? null : seconds(wish['retrain-every'], 'retrain-every'),
    onNewData: wish['retrain-on-new-data'],
    ignored: matching(wish.ignore),
    mustNotDrift: wish['must-not-drift'],
    guarded: matching(wish['must-not-drift']),
    roles: evaluatedColumns(project),
    data: Array.isArray(data) ? data.map(String) : typeof data === 'string' ? [data] : [],
  };
}

/** The gates, and one on the columns that must not drift, unless one speaks of them. */
function guardedGates({ gates, 'must-not-drift': guarded }: MonitorWish): readonly string[] {
  const said = gates.some((gate) => gate.trimStart().startsWith('drift.guarded'));
  return guarded.length === 0 || said ? gates : [...gates, 'drift.guarded == 0'];
}
