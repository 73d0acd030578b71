import { join } from 'node:path';
import { seeHistory } from './history.ts';
import { type Looked, seePaths } from './looked.ts';
import { seeState } from './state.ts';
import { View } from './view.ts';

export interface Place {
  /** the project folder */
  readonly root: string;
  /** the checkout around it */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Digests of all that a run can see, in the order in which it costs to look. */
export type Sight = readonly [state: string, history: string, paths: string];

/**
 * What a run that looks at these paths sees now. Null: part of it cannot be told, is at work, or is not what it was
 * `before`, which ends the looking; or some of it has changed since `began`, or so shortly before that a later change
 * could look the same.
 */
export async function sightOf(
  { root, workspace, env }: Place,
  looked: Looked,
  { before, began }: { readonly before: Sight | null; readonly began: number },
): Promise<Sight | null> {
  const parts = [
    (view: View) => Promise.resolve(seeState(join(root, '.mlops'), view)),
    (view: View) => seeHistory(workspace, env, view),
    (view: View) => seePaths(looked, workspace, view).then(() => true),
  ] as const;
  try {
    const seen: string[] = [];
    for (const [index, part] of parts.entries()) {
      const view = new View(began);
      if (!(await part(view)) || !view.settled) return null;
      const digest = view.digest();
      if (before !== null && digest !== before[index]) return null;
      seen.push(digest);
    }
    const [state = '', history = '', paths = ''] = seen;
    return [state, history, paths];
  } catch {
    return null; // what cannot be looked at is told by the run itself
  }
}
