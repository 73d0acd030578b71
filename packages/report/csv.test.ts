import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csv } from './csv.ts';
import { HOSTILE } from './sample.ts';

test('records end in CRLF, and a cell is in quotes where it has to be (RFC 4180, 2)', () => {
  expect(
    csv(
      ['a', 'b,c'],
      [
        ['say "hi"', 'two\nlines'],
        [0.1, null],
      ],
    ),
  ).toBe('a,"b,c"\r\n"say ""hi""","two\nlines"\r\n0.1,\r\n');
});

test.each(HOSTILE)('%j comes back from a reader of CSV', (text) => {
  const [header, row] = parse(csv(['name', 'value'], [[text, 1]]));
  expect(header).toEqual(['name', 'value']);
  // what a spreadsheet would run has an apostrophe in front
  expect(row).toEqual([/^[=+\-@]/.test(text) ? `'${text}` : text, '1']);
});

/** The characters OWASP lists under CSV Injection. */
test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1'])('the text %j is no formula', (text) => {
  expect(parse(csv(['a'], [[text]]))[1]).toEqual([`'${text}`]);
});

test('a number below zero stays one', () => {
  expect(csv(['a'], [[-0.5], [-1e-7]])).toBe('a\r\n-0.5\r\n-1e-7\r\n');
});
