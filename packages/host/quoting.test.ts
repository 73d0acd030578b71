import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteLines } from './quoting.ts';

/** Registered commands of the runner (src/Runner.Worker/ActionCommandManager.cs and its extensions). */
const REGISTERED = [
  ...['internal-set-repo-path', 'set-env', 'set-output', 'save-state', 'add-path', 'add-mask', 'add-matcher'],
  ...['remove-matcher', 'debug', 'warning', 'error', 'notice', 'group', 'endgroup', 'echo', 'stop-commands'],
];

/**
 * The rule of actions/runner, src/Runner.Common/ActionCommand.cs (TryParseV2, then TryParse), written down again.
 * `String.StartsWith` and `IndexOf` compare by culture there, which passes over characters without weight;
 * `weighed` is the line as such a comparison sees it.
 */
function isCommand(line: string): boolean {
  const weighed = line.replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu, '');
  return [line, weighed].some((text) => isV2(text) || isV1(text));
}

function isV2(text: string): boolean {
  const message = text.trimStart();
  const end = message.indexOf('::', 2);
  if (!message.startsWith('::') || end < 0) return false;
  return REGISTERED.includes(message.slice(2, end).split(' ')[0] ?? '');
}

function isV1(text: string): boolean {
  const start = text.indexOf('##[');
  const end = text.indexOf(']', start);
  if (start < 0 || end < 0) return false;
  return REGISTERED.includes(text.slice(start + 3, end).split(' ')[0] ?? '');
}

/** The runner reads lines as .NET's StreamReader.ReadLine does. */
const linesOf = (printed: readonly string[]) => printed.flatMap((text) => text.split(/\r\n|[\r\n]/));

test.each([
  ['plain', '::error::forged'],
  ['with properties', '::error file=a.py,line=1::forged'],
  ['more colons', ':::error::forged'],
  ['twice the colons', '::::error::forged'],
  ['leading spaces', '   ::set-env name=PATH::/tmp'],
  ['leading tab', '\t::add-mask::a'],
  ['after a carriage return', '50 %\r::error::forged'],
  ['after a line feed', 'fine\n::error::forged'],
  ['after both', 'fine\r\n::stop-commands::x'],
  ['byte order mark', '\ufeff::error::forged'],
  ['zero-width space', '\u200b::error::forged'],
  ['word joiner between the colons', ':\u2060:error::forged'],
  ['soft hyphen between the colons', ':\u00ad:error::forged'],
  ['no-break space', '\u00a0::error::forged'],
  ['ideographic space', '\u3000::error::forged'],
  ['line separator', '\u2028::error::forged'],
  ['next line', '\u0085::error::forged'],
  ['colour in front', '\u001b[31m::error::forged'],
  ['colour inside', ':\u001b[0m:error::forged'],
  ['a bare escape', '\u001b::error::forged'],
  ['cursor movement in front', '\u001b[2K\u001b[1G::error::forged'],
  ['terminal title in front', '\u001b]0;title\u0007::error::forged'],
  ['NUL inside', ':\u0000:error::forged'],
  ['backspaces', 'x\b::error::forged'],
  ['old syntax', '##[error]forged'],
  ['old syntax in the middle', 'step 1 ##[set-env name=A;]b'],
  ['old syntax with a zero-width joiner', '#\u200d#[error]forged'],
  ['old syntax twice', '##[##[error]forged'],
  ['old syntax after one more', '###[error]forged'],
])('no line forges a workflow command: %s', (_, forged) => {
  expect(linesOf(quoteLines(forged)).filter(isCommand)).toEqual([]);
});

test('no mixture of the pieces forges one either', () => {
  const pieces = [
    '::',
    ':',
    '##[',
    '#',
    '[',
    ']',
    'error',
    ' ',
    '\r',
    '\n',
    '\t',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u001b[0m',
    '\u0000',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (chosen) => {
      expect(linesOf(quoteLines(`${chosen.join('')}error::x]`)).filter(isCommand)).toEqual([]);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test.each([
  ['std::vector<int> in a traceback'],
  ['Epoch 1/10: loss=0.41'],
  ['naïve café 日本語 👩‍🔬'],
  ['# comment [x]'],
  ['a\tb'],
])('an ordinary line stays as it is: %s', (line) => {
  expect(quoteLines(line)).toEqual([line]);
});

test('a quoted line keeps its text behind a visible bar', () => {
  expect(quoteLines('::error::x')).toEqual(['│ ::error::x']);
  expect(quoteLines('##[error]x')).toEqual(['│ ## [error]x']);
});

test('colour stays and is ended with the line; bells and titles go', () => {
  expect(quoteLines('\u001b[31mred\u0007')).toEqual(['\u001b[31mred\u001b[0m']);
});
