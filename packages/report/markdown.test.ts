import { expect, test } from 'vitest';
import { code, shorten, text } from './markdown.ts';
import { loggable, visible } from './visible.ts';

const ZERO = '\u200b';

/**
 * Character references are text and nothing else (GFM 6.2); the zero-width space is for what GitHub looks for
 * after rendering: mentions, issues, e-mail addresses, emoji.
 */
test.each([
  ['a|b', 'a&#124;b'],
  ['`code`', '&#96;code&#96;'],
  ['<b>', '&#60;b&#62;'],
  ['a&lt;', 'a&#38;lt;'],
  ['[x](y)', '&#91;x&#93;(y)'],
  ['*x* _x_ ~x~', '&#42;x&#42; &#95;x&#95; &#126;x&#126;'],
  ['roc_auc', 'roc_auc'],
  ['$x$ \\', '&#36;x&#36; &#92;'],
  ['@octocat', `&#64;${ZERO}octocat`],
  ['see #12', `see &#35;${ZERO}12`],
  ['fixes GH-12', `fixes GH&#45;${ZERO}12`],
  ['https://x.example', `https&#58;${ZERO}//x.example`],
  ['www.x.example', `www&#46;${ZERO}x.example`],
  [':tada:', `&#58;${ZERO}tada:`],
  ['::error::x', `&#58;${ZERO}&#58;${ZERO}error&#58;${ZERO}:x`],
  ['- item', '&#45; item'],
  ['1. item', '1&#46; item'],
  ['# title', `&#35;${ZERO} title`],
  [' a\nb ', 'a&#92;nb'],
  ['0.7 - 0.05 = 0.65', '0.7 - 0.05 = 0.65'],
])('%j is written %j', (foreign, expected) => {
  expect(text(foreign)).toBe(expected);
  expect(code(foreign)).toBe(`<code>${expected}</code>`);
});

test.each([
  ['a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['\u001b[31m', '\\u001b[31m'],
  ['user\u202egpj.exe', 'user\\u202egpj.exe'],
  ['a\u200bb\u2028c\ufeff', 'a\\u200bb\\u2028c\\ufeff'],
  ['\ud800', '\\ud800'],
  ['\u{e0041}', '\\ue0041'],
  ['東京 👩‍🔬 é', '東京 👩‍🔬 é'],
])('what is hidden in %j is shown', (foreign, expected) => {
  expect(visible(foreign)).toBe(expected);
});

test.each([
  ['::error::x', ': :error: :x'],
  [':::set-output', ': : :set-output'],
  ['a##[group]b', 'a## [group]b'],
])('%j cannot be taken for a workflow command', (foreign, expected) => {
  expect(loggable(foreign)).toBe(expected);
});

test('a text within the limit stays as it is', () => {
  expect(shorten('# short\n', 8)).toBe('# short\n');
});

test('a longer one is cut after a whole line, open parts are closed, and it is said', () => {
  const rows = Array.from({ length: 100 }, (_, index) => `row ${index} é`).join('\n');
  const cut = shorten(`<details><summary>x</summary>\n\n${rows}\n\n</details>`, 400);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(400);
  expect(cut).toMatch(/row \d+ é\n\n<\/details>\n\n\*Cut here: the rest is in the report\.\*\n$/);
});
