import { expect, test } from 'vitest';
import { markerOf, readKept } from './marker.ts';
import { bodyOf, changeOf, keptOf, titleOf } from './page.ts';
import { issueFile, refOf } from './place.ts';
import type { Signal } from './signal.ts';

const NOW = '2026-12-01T12:00:00.000Z';

function signalOf(facts: Partial<Signal> = {}): Signal {
  return {
    ...{ schema: 's', model: 'flights', environment: 'production', name: null, verdict: 'fail' },
    ...{
      decision: 'hold',
      reason: 'drift.share is 0.62',
      occasion: null,
      served: null,
      record: 'aa',
      url: null,
    },
    breaches: [{ gate: 'drift.share < 0.5', reason: 'it is 0.62' }],
    time: NOW,
    ...facts,
  } as const;
}

test.each([
  [null, '<!-- mlops-feedback: flights/production -->', 'feedback/production', 'issue-production.md'],
  [
    'hourly',
    '<!-- mlops-feedback: flights/production/hourly -->',
    'feedback/production.hourly',
    'issue-production.hourly.md',
  ],
])('named %s: marker, ref and file', (name, marker, ref, file) => {
  const subject = { model: 'flights', environment: 'production', name };
  expect(markerOf(subject)).toBe(marker);
  expect(refOf(subject)).toBe(ref);
  expect(issueFile(subject)).toBe(`.mlops/feedback/${file}`);
});

test('nothing in a name can end the marker, and no marker holds another', () => {
  const odd = markerOf({ model: 'a --> b', environment: 'c/d', name: null });
  expect(odd.match(/-->/g)).toHaveLength(1);
  expect(odd).not.toBe(markerOf({ model: 'a --> b', environment: 'c', name: 'd' }));
  const short = markerOf({ model: 'flights', environment: 'prod', name: null });
  expect(markerOf({ model: 'flights', environment: 'prod', name: 'eu' })).not.toContain(short);
});

test('the title is the same whatever is wrong', () => {
  expect(titleOf(signalOf())).toBe('flights in production: the monitor found a breach');
  expect(titleOf(signalOf({ name: 'hourly', verdict: 'error' }))).toBe(
    'flights in production (hourly): the monitor found a breach',
  );
});

test('a body remembers when the breach was first and last seen and how often; the same record counts once', () => {
  const first = keptOf(signalOf(), null, '2026-12-01T12:00:00.000Z');
  const again = keptOf(signalOf(), first, '2026-12-01T12:05:00.000Z');
  const next = keptOf(signalOf({ record: 'bb' }), again, '2026-12-02T12:00:00.000Z');
  expect([first.times, again.times, next.times]).toEqual([1, 1, 2]);
  expect(next).toMatchObject({ first: '2026-12-01T12:00:00.000Z', last: '2026-12-02T12:00:00.000Z' });
  expect(readKept(bodyOf(signalOf(), next, []))).toEqual(next);
});

test.each(['', 'no state', '<!-- mlops-feedback-state: e30 -->', '<!-- mlops-feedback-state: !!! -->'])(
  'a body whose state was damaged remembers nothing: %j',
  (body) => {
    expect(readKept(body)).toBeNull();
  },
);

test.each<[string, Partial<Signal>, string | null]>([
  ['the same gate with other numbers', { reason: 'drift.share is 0.7' }, null],
  ['another verdict', { verdict: 'error' }, 'The verdict is error; it was fail.'],
  [
    'another gate instead',
    { breaches: [{ gate: 'rows >= 9', reason: '' }] },
    'What is breached has changed:\n\n- new: <code>rows &#62;= 9</code>\n- holds again: <code>drift.share &#60; 0.5</code>',
  ],
])('people are told of %s', (_, facts, comment) => {
  const before = keptOf(signalOf(), null, NOW);
  expect(changeOf(before, keptOf(signalOf(facts), before, NOW))).toBe(comment);
});

test('a body reads: what is wrong, what was decided, what was set off, since when', () => {
  const others = [
    { effect: 'retrain', state: 'done', detail: 'sent the event', url: 'https://x/1' } as const,
  ];
  const lines = bodyOf(signalOf(), keptOf(signalOf(), null, NOW), others).split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('<!--')).slice(0, 11)).toEqual([
    '**flights in production: fail.** drift.share is 0.62.',
    '| What has to hold | What was seen |',
    '| --- | --- |',
    '| <code>drift.share &#60; 0.5</code> | it is 0.62 |',
    'Decision: **hold**.',
    '- retrain: done, sent the event (<a href="https://x/1">look</a>)',
    '|  |  |',
    '| --- | --- |',
    '| First seen | 2026-12-01 12:00 UTC |',
    '| Last seen | 2026-12-01 12:00 UTC |',
    '| Verdicts | 1 |',
  ]);
});
