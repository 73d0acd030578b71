import type { Told } from '../reading.ts';
import { type Claim, manifestOf, wentIn } from './claims.ts';
import { followed, type Held, type Link } from './copies.ts';

/** What a record calls the environment that its stage ran in. */
export const ENVIRONMENT = 'environment';

/** The file that says what an environment is made of, and the record that names it by digest. */
export interface Manifest {
  readonly file: Claim;
  readonly holder: Held;
}

/** The manifest of the environment a stage ran in: its own, or that of the evaluation a scoring was a part of. */
export function manifestFor({ told, digest }: Held, chain: readonly Link[]): Manifest | null {
  if (told === null || !hasEnvironment(told)) return null;
  for (const { held: holder, last } of chain) {
    if (last || holder.told === null) continue;
    const part = told.stage === 'score' && !hasEnvironment(holder.told) && follows(holder.told, digest);
    const file = holder.digest === digest || part ? manifestOf(holder.told) : null;
    if (file !== null) return { file, holder };
  }
  return null;
}

function hasEnvironment(told: Told): boolean {
  return wentIn(told).some(({ name }) => name === ENVIRONMENT);
}

function follows(told: Told, digest: string): boolean {
  return followed(told).some((ancestor) => ancestor.digest === digest);
}
