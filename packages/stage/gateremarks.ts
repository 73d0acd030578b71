import { slipIn } from '#judge/decision/lack';
import type { Verdict } from '#judge/verdict';
import { type Position, place } from '#kit/outcome';
import { FACTS } from './facts.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';

/** Where numbers come from that are measured from no predictions; inputs of the action `evaluate`. */
interface Others {
  readonly metrics: readonly string[];
  readonly measures: Readonly<Record<string, unknown>>;
}

/** What gates are remarked with: where they stand, and the log. */
type Ports = Pick<Scene, 'project'> & { readonly host: Pick<Scene['host'], 'log'> };

/**
 * Tells, before anything is scored, of gates whose metric is a slip of the pen. Where files of metrics are read, or commands
 * of the user's own measure, nobody knows yet what there will be.
 */
export function remarkSlips(
  { task, gates }: Pick<Rubric, 'task' | 'gates'>,
  { metrics, measures }: Others,
  scene: Ports,
): void {
  if (task === null || metrics.length > 0 || Object.keys(measures).length > 0) return;
  for (const [index, gate] of gates.entries()) {
    const meant = slipIn(gate, task, FACTS);
    if (meant === null) continue;
    const { at, shown } = placeOf(gate.text, index, scene);
    const what = `${gate.metric} is no measure of the task ${task}: did you mean ${meant}?`;
    scene.host.log.notice(`${gate.text} (${shown}): ${what}`, at);
  }
}

/** Tells where each gate stands that cannot be judged, e.g. as there is no such metric. */
export function remarkErrors(
  verdict: Pick<Verdict, 'gates'>,
  { gates }: Pick<Rubric, 'gates'>,
  scene: Ports,
): void {
  for (const [index, { text }] of gates.entries()) {
    const broken = verdict.gates.find(
      ({ gate, state, from, accepted }) =>
        gate === text && state === 'error' && from === undefined && accepted === undefined,
    );
    if (broken === undefined) continue;
    const { at, shown } = placeOf(text, index, scene);
    scene.host.log.error(`${text} (${shown}): ${broken.reason}`, at);
  }
}

/** Of gates that stand in no file the line they are. */
function placeOf(text: string, index: number, { project }: Ports) {
  const at: Position | undefined = project.gatePlaces.get(text);
  return { at, shown: at === undefined ? `gates, line ${index + 1}` : place(at) };
}
