import { Draw, seedOf } from './draw.ts';
import type { Pair, World } from './world.ts';

/** How unequal weights are: lognormal, by row or the same for a whole group, and apart from all else. */
interface Weighing {
  readonly name: string;
  readonly sigma: number;
  readonly by: 'row' | 'group';
}

/** A world whose rows weigh differently: as their weights say nothing of them, the truth stays. */
export function weighted(world: World, { name, sigma, by }: Weighing): World {
  return {
    ...world,
    name: world.name === '' ? name : `${world.name}, ${name}`,
    draw: (random, n, effect): Pair => {
      const { candidate, baseline } = world.draw(random, n, effect);
      const own = new Draw(seedOf(name, Math.floor(random.uniform() * 2 ** 31)));
      const drawn = Float64Array.from({ length: n }, () => Math.exp(sigma * own.normal()));
      const { groups } = candidate;
      const weights = by === 'row' ? drawn : drawn.map((_, row) => drawn[groups?.[row] ?? row] ?? 1);
      return { candidate: { ...candidate, weights }, baseline: { ...baseline, weights } };
    },
  };
}
