import { expect, test } from 'vitest';
import { Redaction } from './redaction.ts';

function redacted(secrets: readonly string[], text: string): string {
  const redaction = new Redaction();
  for (const secret of secrets) redaction.add(secret);
  return redaction.apply(text);
}

test.each([
  ['a secret', ['s3cret'], 'the key is s3cret!', 'the key is ***!'],
  ['a secret with regular expression signs', ['a.b*c'], 'a.b*c axbbc', '*** axbbc'],
  ['a secret that another one starts with', ['token', 'token-and-more'], 'token-and-more', '***'],
  ['each line of a secret of several', ['first line\nsecond line'], 'second line', '***'],
  ['not the brackets of a secret in JSON', ['{\n"key": "value1"\n}'], 'a { b }', 'a { b }'],
  ['a secret as a URL spells it', ['p@ss/word'], 'https://u:p%40ss%2Fword@host', 'https://u:***@host'],
  ['a secret as JSON spells it', ['a"b\\c'], '{"password":"a\\"b\\\\c"}', '{"password":"***"}'],
  ['an empty one', ['', '  '], 'all of this', 'all of this'],
])('hides %s', (_, secrets, text, shown) => {
  expect(redacted(secrets, text)).toBe(shown);
});
