import { expect, test } from 'vitest';
import { Fault } from '#kit/outcome';
import type { Ref, RefChange } from '#kit/ports';
import { advance, type Patience } from './advance.ts';

const change = (digest: string): RefChange => ({ digest, files: new Map(), message: 'moved' });

/**
 * A ref that answers moves as told, `M` moved and `R` raced, the last one for good; each race leaves somebody else's
 * state, `theirs1`, `theirs2`, …
 */
function scripted(answers: string) {
  const asked: (string | null)[] = [];
  let races = 0;
  const now = (): Ref | null =>
    races === 0
      ? null
      : { name: 'baseline', digest: `theirs${races}`, files: new Map(), version: `v${races}` };
  return {
    asked,
    read: async () => now(),
    move: async (_model: string, _name: string, _to: RefChange, expected: string | null) => {
      const answer = answers[asked.length] ?? answers.at(-1);
      asked.push(expected);
      if (answer === 'M') return 'moved' as const;
      races++;
      return 'raced' as const;
    },
  };
}

function patience(random: number) {
  const pauses: number[] = [];
  const waits: Patience = {
    pause: async (milliseconds) => void pauses.push(milliseconds),
    random: () => random,
  };
  return { pauses, waits };
}

test.each<[string, string, (string | null)[], number[]]>([
  ['at once', 'M', [null], []],
  ['after one race', 'RM', [null, 'v1'], [50]],
  ['after three races', 'RRRM', [null, 'v1', 'v2', 'v3'], [50, 100, 200]],
])('it moves %s, each time from what is there by then', async (_, answers, expected, waited) => {
  const refs = scripted(answers);
  const { pauses, waits } = patience(0.5);
  const advanced = await advance(refs, 'flights', 'baseline', () => change('mine'), waits);
  expect(advanced).toMatchObject({ moved: true });
  expect(advanced.before?.version ?? null).toBe(expected.at(-1));
  expect(refs.asked).toEqual(expected);
  expect(pauses).toEqual(waited);
});

test('what is written is asked for anew after every race, with the state that won', async () => {
  const seen: (string | undefined)[] = [];
  const next = async (before: Ref | null) => {
    seen.push(before?.digest);
    return change('mine');
  };
  await advance(scripted('RRM'), 'flights', 'baseline', next, patience(0).waits);
  expect(seen).toEqual([undefined, 'theirs1', 'theirs2']);
});

test.each([
  ['at once', 'M', (before: Ref | null) => (before === null ? null : change('mine')), null],
  [
    'once somebody else has done it',
    'RM',
    (before: Ref | null) => (before ? null : change('mine')),
    'theirs1',
  ],
])('with nothing to do %s it moves nothing', async (_, answers, next, there) => {
  const advanced = await advance(scripted(answers), 'flights', 'baseline', next, patience(0).waits);
  expect([advanced.moved, advanced.before?.digest ?? null]).toEqual([false, there]);
});

test('after twenty races it is a fault; the pauses double up to 5 s, less a random part', async () => {
  const refs = scripted('R');
  const { pauses, waits } = patience(0.5);
  const ended = advance(refs, 'flights', 'baseline', () => change('mine'), waits);
  await expect(ended).rejects.toThrow(Fault);
  await expect(ended).rejects.toThrow('the ref baseline of flights was moved by somebody else 20 times');
  expect(refs.asked).toHaveLength(20);
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, ...Array(13).fill(2500)]);
});

test('what a move throws is thrown, and not tried again', async () => {
  const refs = { read: async () => null, move: () => Promise.reject(new Error('no permission')) };
  const { pauses, waits } = patience(0.5);
  await expect(advance(refs, 'flights', 'baseline', () => change('mine'), waits)).rejects.toThrow(
    'no permission',
  );
  expect(pauses).toEqual([]);
});
