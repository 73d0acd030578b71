import { expect, test } from 'vitest';
import type { Decision } from '#judge/verdict';
import { reasonForNone, reasonToStay, stepOf } from './comment.ts';
import type { CommentMode } from './commentmode.ts';
import type { Posting } from './posting.ts';
import { postingSample } from './sample.ts';
import { bodyOf, nextState, stateOf } from './state.ts';
import type { Comment } from './thread.ts';

const by = (id: string, attempt = 1, facts: Partial<Posting> = {}) =>
  postingSample({ run: { id, attempt, url: null }, ...facts });

function commentOf(id: number, posting: Posting): Comment {
  const body = bodyOf(posting, nextState(posting, []));
  return { id, body, state: stateOf(body) };
}

const OLD = commentOf(1, by('10', 1, { decision: 'fail', head: 'a'.repeat(40) }));
const OTHER = 'cd'.repeat(32);

test.each<[CommentMode, string, Partial<Posting>, readonly Comment[], RegExp | null]>([
  ['always', 'nothing is there', {}, [], null],
  ['always', 'an older run wrote it', {}, [OLD], null],
  ['always', 'a newer run wrote it', {}, [commentOf(1, by('12'))], /newer run/],
  ['always', 'a later attempt of this run wrote it', {}, [commentOf(1, by('11', 2))], /newer run/],
  ['always', 'this very attempt wrote it', {}, [commentOf(1, by('11'))], null],
  ['always', 'a person damaged it', {}, [{ id: 1, body: 'x', state: null }], null],
  ['on-change', 'nothing is there', {}, [], null],
  ['on-change', 'the decision is the same', {}, [OLD], /the decision is the same/],
  ['on-change', 'the decision is another', { decisionDigest: OTHER }, [OLD], null],
  ['on-change', 'there are two', {}, [OLD, commentOf(2, by('10'))], null],
  ['on-failure', 'it fails', {}, [], null],
  ['on-failure', 'it passes and nothing is there', { decision: 'pass' }, [], /it passes/],
  ['on-failure', 'it is marginal and nothing is there', { decision: 'marginal' }, [], /it passes/],
  ['on-failure', 'it passes and a red one is there', { decision: 'pass' }, [OLD], null],
])('%s, %s', (mode, _, facts, found, reason) => {
  const stays = reasonToStay(by('11', 1, facts), mode, found);
  if (reason === null) expect(stays).toBeNull();
  else expect(stays).toMatch(reason);
});

test('there is no comment on a push, nor where none is wanted', () => {
  expect(reasonForNone({ number: null }, 'always')).toContain('no pull request');
  expect(reasonForNone({ number: 7 }, 'never')).toContain('comment is never');
  expect(reasonForNone({ number: 7 }, 'on-change')).toBeNull();
});

const own = by('11');
const body = bodyOf(own, nextState(own, []));

test.each<[string, readonly Comment[], object]>([
  ['makes one where there is none', [], { kind: 'make', body }],
  ['rewrites what an older run wrote', [OLD], { kind: 'rewrite', id: 1 }],
  ['rewrites what a person damaged', [{ id: 4, body: 'x', state: null }], { kind: 'rewrite', id: 4, body }],
  ['does nothing where it is right', [commentOf(3, own)], { kind: 'nothing', id: 3, late: false }],
  [
    'removes the later of two that say the same',
    [commentOf(3, own), commentOf(5, own)],
    { kind: 'remove', id: 5 },
  ],
  [
    'puts what a newer run says into the one with the lowest number',
    [commentOf(3, own), commentOf(5, by('12'))],
    { kind: 'rewrite', id: 3, body: commentOf(5, by('12')).body },
  ],
  ['leaves what a newer run wrote', [commentOf(3, by('12'))], { kind: 'nothing', id: 3, late: true }],
])('a step %s', (_, all, expected) => {
  expect(stepOf(own, all)).toMatchObject(expected);
});

test('steps of two runs end in one comment of the newer, in whatever order they are taken', () => {
  const [older, newer] = [by('11'), by('12', 1, { head: 'b'.repeat(40) })];
  // every interleaving of twelve turns
  for (let order = 0; order < 2 ** 12; order++) {
    let all: Comment[] = [];
    const turn = (posting: Posting) => {
      const step = stepOf(posting, all);
      if (step.kind === 'make')
        all = [...all, { id: all.length + 1, body: step.body, state: stateOf(step.body) }];
      if (step.kind === 'remove') all = all.filter(({ id }) => id !== step.id);
      if (step.kind === 'rewrite')
        all = all.map((one) =>
          one.id === step.id ? { ...one, body: step.body, state: stateOf(step.body) } : one,
        );
      return step.kind === 'nothing';
    };
    for (let at = 0; at < 12; at++) turn((order >> at) % 2 === 0 ? older : newer);
    while (!turn(newer));
    expect(all.map(({ state }) => state?.run.id)).toEqual(['12']);
  }
});

test.each<Decision>(['pass', 'marginal', 'fail', 'inconclusive', 'error'])('%s is remembered', (decision) => {
  expect(commentOf(1, by('1', 1, { decision })).state?.heads.at(-1)?.decision).toBe(decision);
});
