import { expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { readGolden } from './golden.ts';

test('a request a line, ids as text, blank lines and a byte order mark passed over', () => {
  const text = '\uFEFF{"id": 7, "body": {"a": [1, null]}}\r\n\n{"id": "x", "body": 3, "note": "kept out"}\n';
  expect(readGolden(text, 'golden.jsonl')).toEqual([
    { id: '7', body: '{"a":[1,null]}' },
    { id: 'x', body: '3' },
  ]);
});

test.each<[string, string, string]>([
  ['a torn line', '{"id": 1, "body": {"a"', 'golden (g.jsonl:1): line 1 is no JSON'],
  ['a list', '[1]', 'line 1 is no object. Write one {"id": …, "body": …} a line.'],
  ['no id', '{"body": 1}', 'line 1 has no id'],
  ['an empty id', '{"id": "", "body": 1}', 'line 1 has no id'],
  ['no body', '{"id": 5}', 'line 1 has no body (id 5)'],
  ['an id beyond 2^53', '{"id": 9007199254740993, "body": 1}', 'write it as text'],
  ['an id twice', '{"id": 1, "body": 1}\n\n{"id": "1", "body": 2}', 'line 3 repeats the id 1 of line 1'],
  ['no line', ' \n\n', 'golden = "g.jsonl": holds no request'],
])('%s is a mistake', (_, text, told) => {
  expect(() => readGolden(text, 'g.jsonl')).toThrow(Mistake);
  expect(() => readGolden(text, 'g.jsonl')).toThrow(told);
});

test('every line at fault is told, up to ten', () => {
  try {
    readGolden('{\n'.repeat(12), 'g.jsonl');
    expect.unreachable();
  } catch (error) {
    expect(error instanceof Mistake && error.problems.map(({ at }) => at?.line)).toEqual(
      Array.from({ length: 10 }, (_line, index) => index + 1),
    );
  }
});
