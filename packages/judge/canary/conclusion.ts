import type { Decision } from '../verdict.ts';
import type { MetricFinding } from './finding.ts';

interface Conclusion {
  readonly decision: Decision;
  readonly reason: string;
}

/** The decision on the whole canary, and why. A proven change for the worse counts before what is not decided. */
export function conclusionOf(metrics: readonly MetricFinding[]): Conclusion {
  const heard = metrics.filter(({ muted }) => !muted);
  const of = (state: Decision, among = heard) => among.filter((one) => one.state === state);
  const deciding = heard.filter(({ level }) => level === 'fail');
  const failed = of('fail', deciding);
  if (failed.length > 0) return { decision: 'fail', reason: listed(failed, heard.length, 'worse') };
  const erred = of('error', deciding);
  if (heard.length > 0 && of('error').length === heard.length)
    return { decision: 'error', reason: listed(erred, heard.length, 'not to be judged') };
  const open = [...of('inconclusive', deciding), ...erred];
  if (open.length > 0) return { decision: 'inconclusive', reason: listed(open, heard.length, 'not decided') };
  if (heard.length === 0) return { decision: 'inconclusive', reason: 'every metric is muted' };
  const short = heard.filter(({ state }) => state !== 'pass');
  if (short.length > 0)
    return { decision: 'marginal', reason: listed(short, heard.length, 'not surely as good') };
  return {
    decision: 'pass',
    reason: heard.length === 1 ? 'the one metric passes' : `all ${heard.length} metrics pass`,
  };
}

const SHOWN = 3;

function listed(some: readonly MetricFinding[], all: number, what: string): string {
  const parts = some.slice(0, SHOWN).map(({ name, reason }) => `${name}: ${reason}`);
  const more = some.length > SHOWN ? `; and ${some.length - SHOWN} more` : '';
  return `${some.length} of ${all} ${all === 1 ? 'metric' : 'metrics'} ${what}: ${parts.join('; ')}${more}`;
}
