import type { Case } from './case.ts';
import { type Difference, differences } from './difference.ts';
import { DRIFT } from './drift.ts';
import { KAYENTA } from './kayenta.ts';
import type { Kinds } from './kinds.ts';

const KINDS: Kinds = { ...KAYENTA, ...DRIFT };

/** A case through the public functions of packages/judge: where they say something else than expected. */
export function tried({ kind, input, config, expected, tolerance }: Case): Difference[] {
  const judge = KINDS[kind];
  if (judge === undefined) return [{ at: '', expected, got: `no function for kind ${kind}` }];
  try {
    return differences(expected, judge(input, config), tolerance);
  } catch (error) {
    return [{ at: '', expected, got: error instanceof Error ? error.message : String(error) }];
  }
}
