import { meanOf } from '../kayenta/moments.ts';
import { percentileOf } from '../kayenta/percentile.ts';
import type { SideFacts } from './finding.ts';
import type { Compared } from './pairing.ts';
import type { Kind } from './rules.ts';

/** What a side looks like: of a counter its events and what they were counted in too. */
export function factsOf({ values, sorted, missing, exposure }: Compared, kind: Kind): SideFacts {
  const n = values.length;
  if (n === 0) return { n, missing, mean: null, median: null, p95: null };
  const facts = {
    n,
    missing,
    mean: meanOf(values),
    median: percentileOf(sorted, 50),
    p95: percentileOf(sorted, 95),
  };
  if (kind === 'gauge') return facts;
  const sum = (all: Float64Array) => all.reduce((total, value) => total + value, 0);
  return { ...facts, events: sum(values), exposure: exposure === null ? n : sum(exposure) };
}
