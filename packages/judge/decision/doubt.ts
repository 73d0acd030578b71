import type { Ruling } from './ruling.ts';

/**
 * Why what was measured decides nothing, or not all. `missing`: a part of the rows is not there. `chosen`: the rows are
 * those that chose the candidate among several, so that it looks better on them than it is (the winner's curse); what
 * fails there fails all the more.
 */
export interface Doubt {
  readonly kind: 'missing' | 'chosen';
  readonly because: string;
  readonly advice?: string;
}

/**
 * Gates under a doubt: what passes on rows that chose is not decided, nor is anything where rows are missing. `measured`:
 * names of what was measured from the rows; other numbers are as good as ever.
 */
export function underDoubt(
  rulings: readonly Ruling[],
  doubt: Doubt,
  measured: ReadonlySet<string>,
  rows: number,
): Ruling[] {
  const open = ({ state }: { readonly state: Ruling['state'] }) =>
    state === 'pass' ||
    state === 'marginal' ||
    (doubt.kind === 'missing' && (state === 'fail' || (state === 'error' && rows === 0)));
  return rulings.map((ruling) => {
    const concerned = measured.has(ruling.gate.metric) || rows === 0;
    if (!concerned || !open(ruling)) return ruling;
    const results = ruling.results.map((result) =>
      open(result)
        ? {
            ...result,
            state: 'inconclusive' as const,
            reason: `${result.reason}, but ${doubt.because}`,
            ...(doubt.advice === undefined ? {} : { advice: doubt.advice }),
          }
        : result,
    );
    return { ...ruling, state: 'inconclusive', results, lacking: ruling.lacking && rows > 0 };
  });
}
