import type { Verdict } from '#judge/verdict';
import { against, brief, type RunFacts } from './facts.ts';
import { hasNoise } from './gatecells.ts';
import { count, number } from './number.ts';

/** Methods that are named; more of them would say nothing to anybody. */
const NAMED = 8;

/**
 * How the verdict came about, in sentences: what was compared with what, how noise was judged, what many gates are
 * held to together. `name` and `words` escape for what is being written.
 */
export function decidedBy(
  verdict: Verdict,
  { terms }: Pick<RunFacts, 'terms'>,
  name: (foreign: string) => string = String,
  words: (foreign: string) => string = String,
): string[] {
  const { baseline, champion, gates } = verdict;
  return [
    sentence(against(baseline, name, words)),
    ...(champion === undefined
      ? []
      : [`Beside the champion ${name(brief(champion.digest))} it is ${champion.standing}.`]),
    ...(gates.length === 0
      ? []
      : [
          hasNoise(gates)
            ? noise(verdict, terms, words)
            : 'Noise was not judged: values are compared as they were measured.',
        ]),
    ...together(verdict, terms),
    ...(gates.length === 0 ? [] : [STATES]),
  ];
}

const STATES =
  'A gate fails where what was observed is beyond its bound and noise is not why, is marginal where it holds and noise could be why, and is inconclusive where there are too few examples to say.';

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function noise({ gates }: Verdict, terms: RunFacts['terms'], words: (foreign: string) => string): string {
  const methods = [
    ...new Set(gates.flatMap(({ method }) => (method === undefined || method === 'none' ? [] : [method]))),
  ];
  const by = methods.length === 0 ? '' : `: ${words(methods.slice(0, NAMED).join(', '))}`;
  if (terms === undefined) return `Intervals are two-sided${by}.`;
  const { confidence, minN, seed } = terms;
  const resampled = methods.some((method) => method.includes('bootstrap'))
    ? ` Resampled from the seed ${seed}.`
    : '';
  return `Intervals are two-sided at ${number(confidence * 100)} %${by}. A gate is decided from ${count(minN, 'example')} on.${resampled}`;
}

/** Several gates that may say no are one family of tests: packages/judge/decision/family.ts. */
function together({ gates }: Verdict, terms: RunFacts['terms']): string[] {
  const tests = gates.filter(
    ({ level, n, interval }) => level === 'fail' && n !== undefined && interval !== undefined,
  );
  if (terms === undefined || tests.length < 2) return [];
  const share = Number((((1 - terms.confidence) / 2) * 100).toPrecision(3));
  return [
    `${tests.length} gates may say no: the chance that any does so to a model that is as good as it has to be is at most ${share} % for all of them together (Holm 1979).`,
  ];
}
