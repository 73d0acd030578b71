import picomatch from 'picomatch';
import type { DriftMethod } from '#judge/drift/rulebook';
import { seconds } from '#judge/gate/duration';
import { type Gate, parseGates } from '#judge/gate/gate';
import { parseMargin } from '#judge/terms';
import { Mistake } from '#kit/outcome';
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
  readonly looks: string;
  readonly look: number | undefined;
  readonly method: DriftMethod;
  readonly 'canary-margin': string | undefined;
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
  /** how often data that grow are judged; any: whenever somebody likes */
  readonly looks: number | 'any';
  /** which look this is, where it is said */
  readonly look: number | null;
  readonly retrainEvery: number | null;
  readonly onNewData: boolean;
  /** how much greater a candidate's loss may be, as a share of the control's; null: any that is not shown */
  readonly canaryMargin: number | null;
  /** whose rules say that a column has moved */
  readonly method: DriftMethod;
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
    ...looksOf(wish),
    retrainEvery:
      wish['retrain-every'] === undefined ? null : seconds(wish['retrain-every'], 'retrain-every'),
    onNewData: wish['retrain-on-new-data'],
    method: wish.method,
    canaryMargin: parseMargin(wish['canary-margin']),
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

const MOST = 100;

function looksOf(wish: MonitorWish): Pick<MonitorPlan, 'looks' | 'look'> {
  const { looks: said, window } = wish;
  const look = wish.look ?? null;
  const looks = said === 'any' ? 'any' : Number(said);
  if (looks !== 'any' && !(Number.isInteger(looks) && looks >= 1 && looks <= MOST)) {
    const remedy = `Write how often a deployment is judged, from 1 to ${MOST}, or any.`;
    throw new Mistake({ subject: 'looks', what: 'is no number of looks', remedy, value: said });
  }
  if (looks !== 1 && window !== undefined) {
    const what = 'moves, and looks: is of data that grow';
    throw new Mistake({ subject: 'window', what, remedy: 'Leave out window or looks.', value: window });
  }
  if (look !== null && (look < 1 || looks === 'any' || looks === 1)) {
    const remedy = 'Say how many are planned, e.g. looks: 14, and count from 1.';
    throw new Mistake({ subject: 'look', what: 'says nothing', remedy, value: String(look) });
  }
  return { looks, look };
}
