import { Mistake } from '#kit/outcome';
import type { Ready } from '../ready.ts';
import type { Rubric } from '../rubric.ts';
import type { Scene } from '../scene.ts';
import type { ScoringWish } from '../scoring.ts';
import { answersOf } from './answer.ts';
import type { Assembly } from './assembly.ts';
import type { Parts } from './parts.ts';
import { shardsJoined } from './shards.ts';
import { sweepChosen } from './sweep.ts';

/** What is judged of several artifacts: shards joined, or the chosen of several candidates. */
export async function together(
  parts: Parts,
  wish: ScoringWish,
  rubric: Rubric,
  data: readonly Ready[],
  scene: Scene,
): Promise<Assembly> {
  if (rubric.task === null) {
    const remedy = 'Set predictions and task under evaluate in mlops.yml.';
    throw new Mistake({ subject: 'evaluate.predictions', what: 'is needed to join or compare', remedy });
  }
  const answers = await answersOf(parts, wish, data, scene);
  const { selection } = parts;
  return selection === null
    ? shardsJoined(parts, answers, rubric, scene)
    : sweepChosen(parts, selection, answers, rubric, scene);
}
