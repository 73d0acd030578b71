import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Resource } from '#record/statement';
import { demandDiscreet, machineOf, portable } from './discretion.ts';
import type { Rubric } from './rubric.ts';

/**
 * What an evaluation was judged by, with its texts beside the digests: a digest says whether two evaluations had the
 * same gates, the texts say which, also where `with:` gave them and no commit has them. Texts that hold a secret stay out.
 */
export function worded(
  conditions: readonly Resource[],
  { gates, terms, on, allowance, task, roles, positive, slices }: Rubric,
  host: Pick<Host, 'env' | 'files' | 'log'>,
): Resource[] {
  const texts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    gates: { gates: gates.map(({ text }) => text), terms: { ...terms }, on, allowance },
    measures: { task, columns: { ...roles }, positive: positive ?? null },
    slices: { slices: [...slices] },
  };
  return conditions.map((condition) => {
    const said = texts[condition.name];
    const annotations = said === undefined ? null : recordableOrNull(said, host);
    return annotations === null ? condition : { ...condition, annotations };
  });
}

function recordableOrNull<T>(value: T, host: Pick<Host, 'env' | 'files' | 'log'>): T | null {
  try {
    demandDiscreet(value, 'evaluate', host.env, host.log.masked());
  } catch (error) {
    if (error instanceof Mistake) return null;
    throw error;
  }
  return portable(value, 'evaluate', machineOf(host)).value;
}
