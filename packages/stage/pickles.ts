import type { PackagingPlan } from './packaging.ts';
import type { Scene } from './scene.ts';

export async function demandSafe(
  _plan: PackagingPlan,
  _allowed: readonly string[],
  _scene: Scene,
): Promise<void> {}
