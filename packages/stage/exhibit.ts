import type { Assembly } from './parts/assembly.ts';
import type { Parts } from './parts/parts.ts';
import type { Ready } from './ready.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';
import { type Candidate, type Scored, type ScoringWish, scoredOf } from './scoring.ts';

/** What is judged, and on what terms. */
export interface Exhibit {
  readonly candidate: Candidate | null;
  readonly scored: Scored | null;
  readonly data: readonly Ready[];
  readonly rubric: Rubric;
  /** null: one model by itself */
  readonly assembly: Assembly | null;
  /** how the model of a baseline would be scored; without a command where what is judged was scored elsewhere */
  readonly scoring: ScoringWish;
}

/** Predictions of the one model of this run, or what the parts come to that `from` stands for. */
export async function exhibitOf(
  found: {
    readonly parts: Parts | null;
    readonly only: Candidate | null;
    readonly ready: readonly Ready[];
    readonly rubric: Rubric;
  },
  wish: ScoringWish,
  scene: Scene,
): Promise<Exhibit> {
  const { parts, only, ready, rubric } = found;
  if (parts === null) {
    const scored = await scoredOf(wish, only, ready, scene);
    return { candidate: only, scored, data: ready, rubric, assembly: null, scoring: wish };
  }
  const [{ together }, { dataOf }] = await Promise.all([
    import('./parts/together.ts'),
    import('./parts/assembly.ts'),
  ]);
  const assembly = await together(parts, wish, rubric, ready, scene);
  const here = parts.kind === 'train' && parts.selection !== null;
  return {
    candidate: assembly.candidate,
    scored: assembly.scored,
    data: ready.length > 0 ? ready : dataOf(parts.found),
    rubric: assembly.rubric,
    assembly,
    scoring: here ? wish : { ...wish, run: undefined },
  };
}
