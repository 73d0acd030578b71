import { expect, test } from 'vitest';
import { parseFailOn } from '#judge/exit';
import type { Decision } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import { conclusionOf, readPosting, writePosting } from './posting.ts';
import { postingSample } from './sample.ts';

test('a posting comes back as it was written', () => {
  const annotations = [
    { path: 'mlops.yml', line: 12, level: 'failure', title: 'fail: roc_auc >= 0.7', message: 'it is 0.61' },
  ] as const;
  const posting = postingSample({ name: 'night', annotations: [...annotations] });
  expect(readPosting(writePosting(posting))).toEqual(posting);
});

test.each<[string, Record<string, unknown>, string]>([
  ['a key nobody knows', { more: 1 }, 'posting.json: '],
  ['a commit that is none', { head: 'main' }, 'posting.json.head: is no commit'],
  ['a decision that is none', { decision: 'green' }, 'posting.json.decision'],
  ['a comment beyond what GitHub takes', { comment: 'x'.repeat(65_537) }, 'posting.json.comment: is longer'],
  ['a check without a name', { checkName: '' }, 'posting.json.checkName: is empty'],
  [
    'an address that runs a script',
    { run: { id: '1', attempt: 1, url: 'javascript:alert(1)' } },
    'is no addr',
  ],
  [
    'a run that is no number',
    { run: { id: '1; true', attempt: 1, url: null } },
    'posting.json.run.id: is no run',
  ],
  ['a pull request below the first', { number: 0 }, 'posting.json.number'],
  ['another schema', { schema: 'https://example.org/posting/v1' }, 'posting.json.schema'],
])('%s is refused with its place', (_, change, said) => {
  const source = JSON.stringify({ ...postingSample(), ...change });
  expect(() => readPosting(source)).toThrow(Mistake);
  expect(() => readPosting(source)).toThrow(said);
});

test('what is no JSON is refused', () => {
  expect(() => readPosting('{')).toThrow('posting.json: is no JSON');
});

const OPEN = ['fail', 'inconclusive', 'error'] as const;

// the exit status is the gate of record: the check blocks exactly where the job ended with 1
test.each<[Decision, readonly string[], string]>([
  ['pass', [], 'success'],
  ['marginal', [], 'success'],
  ...OPEN.map((one): [Decision, string[], string] => [one, [], 'failure']),
  ...OPEN.map((one): [Decision, string[], string] => [one, ['never'], 'neutral']),
  ['inconclusive', ['fail'], 'neutral'],
  ['fail', ['fail'], 'failure'],
  ['marginal', ['marginal', 'fail'], 'failure'],
])('%s with fail-on %j concludes %s', (decision, failOn, conclusion) => {
  expect(conclusionOf(decision, parseFailOn(failOn))).toBe(conclusion);
});
