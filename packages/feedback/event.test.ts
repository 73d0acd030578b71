import { expect, test } from 'vitest';
import { fitting, payloadOf } from './event.ts';

test('as many of a list as fit, in order', () => {
  // "ab" is four bytes of JSON and a comma
  expect(fitting(['ab', 'ab', 'ab'], 15)).toEqual(['ab', 'ab', 'ab']);
  expect(fitting(['ab', 'ab', 'ab'], 14)).toEqual(['ab', 'ab']);
  expect(fitting(['ab'], 0)).toEqual([]);
});

test('a payload has at most ten properties and less than 64 KB, whatever the signal holds', () => {
  const payload = payloadOf({
    ...{ schema: 's', model: 'm', environment: 'e', name: 'n', verdict: 'fail', decision: 'retrain' },
    ...{ reason: '€'.repeat(50_000), occasion: 'breach', served: 'a', record: 'b', url: 'u', time: 't' },
    breaches: Array.from({ length: 5_000 }, () => ({ gate: '€'.repeat(50), reason: '€'.repeat(50) })),
  });
  expect(Object.keys(payload).length).toBeLessThanOrEqual(10);
  expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(64 * 1024);
  expect(payload['breaches']).not.toEqual([]);
});
