import { train } from '#actions/train/action';
import { Fault, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { read } from '#kit/read';
import { whyOutdated } from '#stage/retraining';
import { openScene } from '#stage/scene';
import { type Line, openProject, type Place, sourcesOf } from './invoke.ts';

/**
 * Says on a laptop, where a model is judged without `run train` before it, that training would make another one now. It
 * judges nothing: what cannot be told is left to the action itself.
 */
export async function remarkLastModel(line: Line, place: Place, host: Host): Promise<void> {
  if (line.has('from')) return;
  try {
    const project = await openProject(place, host);
    if (!project.declares('train') || !project.declares('evaluate')) return;
    const said = new Map([...line].filter(([name]) => name === 'model'));
    const wish = read(train, sourcesOf(train, said, project));
    const scene = await openScene(train.name, wish.model, host, project);
    const why = await whyOutdated({ ...wish, model: wish['model-path'], semantics: train.semantics }, scene);
    if (why === null) return;
    host.log.notice(
      `The model that was trained last is judged, and training would run again now: ${why}. mlops run evaluate does both.`,
    );
  } catch (error) {
    if (host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
    host.log.debug(`Whether training would run again is not known: ${error.message}`);
  }
}
