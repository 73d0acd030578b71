import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement } from '#record/statement';
import type { RunFacts } from '#report/facts';
import type { Findings } from './findings.ts';
import type { Past } from './past.ts';
import { dataDigests } from './ready.ts';

/**
 * How many candidates were judged on these data, this one among them: who tries many on one evaluation set finds a lucky
 * one in the end. What makes the same predictions is one candidate, however often it was judged. Null: it is not known
 * on which data is judged. The number stands in reports alone: it grows with what is known here, and the verdict over
 * the same content stays the same.
 */
export function candidatesTried(
  model: string,
  { candidate, scored, data, baseline }: Pick<Findings, 'candidate' | 'scored' | 'data' | 'baseline'>,
  past: Past,
  { kind }: Pick<Host, 'kind'>,
): RunFacts['candidates'] {
  const own = scored?.digest ?? candidate?.digest ?? null;
  if (own === null || data.length === 0) return null;
  const judgedOn = dataDigests(data);
  const compared = [...baseline.chain.values()].flatMap((text) => tell(readStatement(text)) ?? []);
  const all = [...past.found.map(({ told }) => told), ...compared];
  const same = all.filter(
    (told) => told.stage === 'evaluate' && told.model === model && isOn(told, judgedOn),
  );
  const tried = new Set([own, ...same.flatMap((told) => identity(told) ?? [])]);
  // a runner has only what was fetched
  const atLeast = kind !== 'local' || past.unfetched || past.hollow > 0;
  return { tried: tried.size, atLeast };
}

function identity({ subjects }: Told): Digest | null {
  return digestNamed(subjects, 'predictions') ?? digestNamed(subjects, 'model');
}

/** Was it judged on these very data? */
export function isOn({ dependencies }: Told, data: Readonly<Record<string, Digest>>): boolean {
  const theirs = dependencies.filter(({ name }) => name.startsWith('data:'));
  const names = Object.keys(data);
  return names.length === theirs.length && names.every((name) => digestNamed(theirs, name) === data[name]);
}
