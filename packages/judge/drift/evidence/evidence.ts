import type { Random } from '#kit/random';
import type { Sides } from '../sides.ts';
import { type Distance, exchanged } from './exchange.ts';
import { againstBlocks, LEAST_BLOCKS } from './timeblocks.ts';

/** How likely chance is as the reason of a distance, and how that was found. */
export interface Evidence {
  readonly p: number;
  /**
   * Blocks of the current size, drawn from the rows of both sides; or from whole blocks of time of the reference,
   * so that what differs from day to day anyway is no drift.
   */
  readonly from: 'rows' | 'blocks of time';
  readonly draws: number;
  /** draws from the rows that lie as far apart */
  readonly exceeding: number;
  /** blocks of time of the reference that hold rows */
  readonly blocks?: number;
}

/** The evidence that a distance is no chance. With fewer than 8 blocks of time rows are taken for independent. */
export function evidenceOf(
  { reference, current, blocks }: Sides,
  distance: Distance,
  random: Random,
): Evidence {
  const { p, draws, exceeding, moments } = exchanged(reference, current, distance, random);
  const held = blocks.filter((block) => block.some((count) => count > 0));
  if (held.length < LEAST_BLOCKS) return { p, from: 'rows', draws, exceeding };
  const clustered = againstBlocks({ reference, current, blocks: held }, distance, moments, random);
  return { p: Math.max(p, clustered), from: 'blocks of time', draws, exceeding, blocks: held.length };
}
