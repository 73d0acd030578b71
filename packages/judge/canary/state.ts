import type { Look, Measured, MetricFinding } from './finding.ts';
import { needed } from './needed.ts';
import type { MetricRule } from './rules.ts';

type Stated = Pick<MetricFinding, 'state' | 'reason' | 'remedy'>;

/** One-sided levels of error: of one test, and of failing among the other metrics (Holm). */
export interface Levels {
  readonly one: number;
  readonly among: number;
}

const NO_RATIO = 'Give a margin in its own unit: margin: 0.5.';
const NO_MARGIN = 'Say how much worse it may be: tolerance: 0.1, or margin.';

/** What a metric of `n` points a side comes to: worse where that is proven, a pass where the contrary is. */
export function stateOf(rule: MetricRule, measured: Measured, n: number, levels: Levels): Stated {
  const { looks } = measured;
  const failed = looks.find(({ worse, open }) => worse <= levels.among && !open);
  if (failed !== undefined)
    return { state: 'fail', reason: sentence(failed), remedy: remedyOf(failed, rule) };
  const suspect = looks.find(({ worse }) => worse <= levels.one);
  if (suspect !== undefined) return suspected(suspect, measured, n, levels.among);
  const unproven = looks.find(({ fine }) => fine !== null && fine > levels.one);
  if (unproven !== undefined) return undecided(unproven, measured, n, levels.one);
  return { state: 'pass', reason: looks[0] === undefined ? '' : sentence(looks[0]), remedy: null };
}

/** Worse by itself, but not among so many, or with nothing to hold it against. */
function suspected(look: Look, measured: Measured, n: number, level: number): Stated {
  if (look.open) return { state: 'inconclusive', reason: sentence(look), remedy: NO_RATIO };
  const reason = `${sentence(look)}, but among so many metrics one may by chance`;
  return { state: 'inconclusive', reason, remedy: needed(look.worse, measured, n, level) };
}

/** Neither surely worse nor surely within; without a margin there is nothing to be within. */
function undecided(look: Look, measured: Measured, n: number, level: number): Stated {
  if (look.open) return { state: 'inconclusive', reason: sentence(look), remedy: NO_RATIO };
  if (measured.bound[look.side] === null)
    return { state: 'marginal', reason: sentence(look), remedy: NO_MARGIN };
  const remedy = needed(Math.min(look.fine ?? 1, look.worse), measured, n, level);
  return { state: 'inconclusive', reason: `${sentence(look)}: not decided`, remedy };
}

function sentence({ words, limit }: Look): string {
  return limit === '' ? words : `${words}; ${limit}`;
}

function remedyOf({ of }: Look, { name }: MetricRule): string {
  return of === 'tail'
    ? `Look at the points of ${name} far out.`
    : `Roll back, or look at what moved ${name}.`;
}
