import { nearest } from '#kit/nearness';
import { EXIT, type ExitStatus, Mistake, type Problem } from '#kit/outcome';
import type { Decision } from './verdict.ts';

/** The decisions that end a stage with status 1. */
export type FailOn = ReadonlySet<Decision>;

const CHOICES = ['marginal', 'fail', 'inconclusive', 'error'] as const;

const DEFAULT_FAIL_ON: readonly string[] = ['fail', 'inconclusive', 'error'];

/**
 * Reads `fail-on:`, whose words may stand apart by commas too. Nothing given is fail, inconclusive and error; `never` is none of them. Mistake: a word that is
 * no decision, `pass`, or `never` beside others.
 */
export function parseFailOn(words: readonly string[], where?: string): FailOn {
  const said = words.flatMap((word) => word.split(',')).flatMap((word) => word.trim() || []);
  const given = said.length === 0 ? DEFAULT_FAIL_ON : said;
  const place = where === undefined ? {} : { where };
  if (given.includes('never')) {
    if (new Set(given).size === 1) return new Set();
    const what = 'says never and something else';
    const remedy = 'Leave never out, or the others.';
    throw new Mistake({ subject: 'fail-on', value: given.join(', '), what, remedy, ...place });
  }
  const known = new Set<Decision>(CHOICES.filter((choice) => given.includes(choice)));
  const strange = given.filter((word) => !CHOICES.some((choice) => choice === word));
  if (strange.length > 0) throw new Mistake(strange.map((word) => ({ ...unknown(word), ...place })));
  return known;
}

function unknown(word: string): Problem {
  const choices = [...CHOICES, 'never'];
  const meant = nearest(word, choices);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}Choose from ${choices.join(', ')}.`;
  const what = word === 'pass' ? 'would fail what passes' : 'is no decision that can fail a stage';
  return { subject: 'fail-on', value: word, what, remedy };
}

/** The exit status of a stage whose verdict is out: 1 where `fail-on` lists the decision, else 0. */
export function exitStatus(decision: Decision, failOn: FailOn): ExitStatus {
  return failOn.has(decision) ? EXIT.verdict : EXIT.ok;
}
