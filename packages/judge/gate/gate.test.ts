import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import type { Bound } from './bound.ts';
import { type Gate, GRAMMAR, OPERATORS, parseGate, parseGates, printGate } from './gate.ts';
import { UNITS } from './unit.ts';

function number(value: number, spelled: string, unit: string | null = null): Bound {
  return { kind: 'number', value, spelled, unit };
}

describe('a gate', () => {
  test.each<[string, Partial<Gate>]>([
    [
      'roc_auc >= 0.70',
      { metric: 'roc_auc', slice: null, operator: '>=', bound: number(0.7, '0.70'), level: 'fail' },
    ],
    ['roc_auc>=.7', { operator: '>=', bound: number(0.7, '.7') }],
    [
      '  mae <= 1e3  warn ',
      { text: 'mae <= 1e3  warn', operator: '<=', bound: number(1000, '1e3'), level: 'warn' },
    ],
    ['r2 > -0.5', { metric: 'r2', operator: '>', bound: number(-0.5, '-0.5') }],
    ['train.loss < +2', { metric: 'train.loss', operator: '<', bound: number(2, '+2') }],
    ['train.epoch-3.loss == 0 fail', { metric: 'train.epoch-3.loss', operator: '==', level: 'fail' }],
    ['roc_auc >= baseline', { bound: { kind: 'baseline', times: 1, plus: 0, spelled: 'baseline' } }],
    [
      'roc_auc >= baseline - 0.01',
      { bound: { kind: 'baseline', times: 1, plus: -0.01, spelled: 'baseline - 0.01' } },
    ],
    [
      'roc_auc>=baseline-0.01',
      { bound: { kind: 'baseline', times: 1, plus: -0.01, spelled: 'baseline-0.01' } },
    ],
    ['mae <= baseline + 5%', { bound: { kind: 'baseline', times: 1, plus: 0.05, spelled: 'baseline + 5%' } }],
    [
      'mae <= baseline * 1.05 warn',
      { level: 'warn', bound: { kind: 'baseline', times: 1.05, plus: 0, spelled: 'baseline * 1.05' } },
    ],
    [
      'mae <= baseline * 105%',
      { bound: { kind: 'baseline', times: 1.05, plus: 0, spelled: 'baseline * 105%' } },
    ],
    ['a[carrier=*] < 1', { slice: [{ column: 'carrier', every: true }] }],
    ['a [ carrier = UA ] < 1', { slice: [{ column: 'carrier', value: 'UA' }] }],
    ['a[carrier=US-*/1] < 1', { slice: [{ column: 'carrier', value: 'US-*/1' }] }],
    ['a["air port"="New York [JFK]"] < 1', { slice: [{ column: 'air port', value: 'New York [JFK]' }] }],
    [`a[carrier='the "OO"'] < 1`, { slice: [{ column: 'carrier', value: 'the "OO"' }] }],
    ['a[carrier="*"] < 1', { slice: [{ column: 'carrier', value: '*' }] }],
    [
      'a[carrier=AA, origin="J,F""K"] < 1',
      {
        slice: [
          { column: 'carrier', value: 'AA' },
          { column: 'origin', value: 'J,F"K' },
        ],
      },
    ],
    [
      'a[carrier=*,origin=JFK] < 1',
      {
        slice: [
          { column: 'carrier', every: true },
          { column: 'origin', value: 'JFK' },
        ],
      },
    ],
    ['ndcg@10 >= 0.4', { metric: 'ndcg@10' }],
    ['"eval/f1 ""macro""" >= 0.4', { metric: 'eval/f1 "macro"' }],
    ['latency.p95 <= 40 ms', { metric: 'latency.p95', bound: number(0.04, '40 ms', 'ms') }],
    ['model.size <= 200 MB', { bound: number(200_000_000, '200 MB', 'MB') }],
    ['a >= 0.7', { choices: { decide: null, every: 'worse', minN: null } }],
    [
      'a[b=*] >= 0.7 warn decide=confident every=proof min-n=50',
      { level: 'warn', choices: { decide: 'confident', every: 'proof', minN: 50 } },
    ],
    ['a >= baseline min-n = 5', { choices: { decide: null, every: 'worse', minN: 5 } }],
    ['a[Fluggesellschaft=Größe] < 1', { slice: [{ column: 'Fluggesellschaft', value: 'Größe' }] }],
  ])('%s', (text, gate) => {
    expect(parseGate(text)).toMatchObject(gate);
  });

  test.each<[string, number]>([
    ['1%', 0.01],
    ['70%', 0.7],
    ['5 %', 0.05],
    ['100 kB', 100_000],
    ['1.5MB', 1_500_000],
    ['2GB', 2_000_000_000],
    ['2KiB', 2048],
    ['1 MiB', 1_048_576],
    ['1GiB', 1_073_741_824],
    ['50ms', 0.05],
    ['1.5 s', 1.5],
    ['2 min', 120],
    ['2 min warn', 120],
  ])('counts %s in its base unit', (text, value) => {
    expect(parseGate(`x <= ${text}`).bound).toMatchObject({ kind: 'number', value });
  });
});

describe('a gate that is wrong points at the column and says what belongs there', () => {
  test.each<[string, string, string, string]>([
    ['', 'column 1: the gate ends where the name of a metric belongs', 'Write e.g. roc_auc >= 0.7.', '^'],
    [
      '>= 0.7',
      'column 1: ">=" stands where the name of a metric belongs',
      'Write e.g. roc_auc >= 0.7.',
      '^^',
    ],
    ['roc_auc => 0.7', 'column 9: => is no operator', 'Write >=.', '        ^^'],
    ['roc_auc =< 0.7', 'column 9: =< is no operator', 'Write <=.', '        ^^'],
    ['roc_auc = 0.7', 'column 9: = is no operator', 'Write ==.', '        ^'],
    ['roc_auc ≥ 0.7', 'column 9: ≥ is no operator', 'Write >=.', '        ^'],
    ['roc_auc != 0.7', 'column 9: != is no operator', 'Operators are >= <= == > <.', '        ^^'],
    [
      'roc_auc',
      'column 8: the gate ends where an operator belongs',
      'Operators are >= <= == > <.',
      '       ^',
    ],
    [
      'roc auc >= 0.7',
      'column 5: "auc" stands where an operator belongs',
      'Operators are >= <= == > <.',
      '    ^^^',
    ],
    [
      'roc_auc >=',
      'column 11: the gate ends where a number or baseline belongs',
      'Write e.g. 0.7, 5%, or baseline - 0.01.',
      '          ^',
    ],
    [
      'roc_auc >= basline',
      'column 12: "basline" stands where a number or baseline belongs',
      'Did you mean baseline?',
      '           ^^^^^^^',
    ],
    [
      'roc_auc >= baseline -',
      'column 22: the gate ends where a number belongs',
      'Write e.g. 0.7, 5%, or baseline - 0.01.',
      '                     ^',
    ],
    [
      'roc_auc >= baseline - -1',
      'column 23: "-1" stands where a number belongs',
      'Write e.g. 0.7, 5%, or baseline - 0.01.',
      '                      ^^',
    ],
    [
      'roc_auc >= baseline / 2',
      'column 21: / is not known here',
      'Write baseline * 0.95.',
      '                    ^',
    ],
    [
      't <= baseline * 5ms',
      'column 6: a baseline is not multiplied by ms',
      'Write e.g. baseline * 1.05.',
      '     ^^^^^^^^^^^^^^',
    ],
    [
      't >= baseline * 0',
      'column 6: a baseline times 0 asks for nothing',
      'Write the share that has to remain, e.g. baseline * 0.95.',
      '     ^^^^^^^^^^^^',
    ],
    [
      'n >= 1,000',
      'column 7: "," stands where the end of the number belongs',
      'Write 1500.5: digits and one point.',
      '      ^',
    ],
    ['t < 5 minutes', 'column 7: "minutes" is no unit', 'Did you mean min?', '      ^^^^^^^'],
    ['m < 5 mb', 'column 7: "mb" is no unit', 'Did you mean MB?', '      ^^'],
    [
      'm < 5 apples',
      'column 7: "apples" is no unit',
      'Units are %, kB, MB, GB, KiB, MiB, GiB, ms, s, min, h, d.',
      '      ^^^^^^',
    ],
    [
      'a[carrier] > 1',
      'column 10: "]" stands where = belongs',
      'Write [column=value], or [column=*] for every value.',
      '         ^',
    ],
    [
      'a[=UA] > 1',
      'column 3: "=" stands where the name of a column belongs',
      'Put quotes round a value with odd characters.',
      '  ^',
    ],
    [
      'a[carrier=] > 1',
      'column 11: "]" stands where a value of the column, or * belongs',
      'Put quotes round a value with odd characters.',
      '          ^',
    ],
    [
      'a[carrier=New York] > 1',
      'column 15: "York" stands where ] belongs',
      'Close the slice; put quotes round a value with odd characters.',
      '              ^^^^',
    ],
    [
      'a[carrier=UA > 1',
      'column 14: ">" stands where ] belongs',
      'Close the slice; put quotes round a value with odd characters.',
      '             ^',
    ],
    [
      'a > 1 warm',
      'column 7: "warm" stands where the end of the gate belongs',
      'Write warn, or nothing.',
      '      ^^^^',
    ],
    [
      'a > 1 and b < 2',
      'column 7: "and" is no unit',
      'Units are %, kB, MB, GB, KiB, MiB, GiB, ms, s, min, h, d.',
      '      ^^^',
    ],
    [
      'a > baseline and b',
      'column 14: "and" stands where the end of the gate belongs',
      'A gate ends here, or with warn; write further conditions as gates of their own.',
      '             ^^^',
    ],
    [
      'a > baseline * 0.9 + 1',
      'column 20: "+" stands where the end of the gate belongs',
      'A gate ends here, or with warn; write further conditions as gates of their own.',
      '                   ^',
    ],
    [
      'a[b=*, c=*] > 1',
      'column 8: only one column can be taken at every value',
      'Give one a value.',
      '       ^^^',
    ],
    ['a[b=1, b=2] > 1', 'column 8: b is named twice', 'Name another column, or leave it out.', '       ^^^'],
    [
      'a[b=1, c=2, d=3] > 1',
      'column 11: "," stands where ] belongs',
      'Two columns are the most that a slice can have.',
      '          ^',
    ],
    ['a > 1 min-m=50', 'column 7: there is no option min-m', 'Did you mean min-n?', '      ^^^^^'],
    [
      'a > 1 min-n=few',
      'column 13: "few" stands where a whole number belongs',
      'Write e.g. min-n=50.',
      '            ^^^',
    ],
    ['a > 1 min-n=5 min-n=6', 'column 15: min-n is said twice', 'Say it once.', '              ^^^^^'],
    [
      'a > 1 decide=boldly',
      'column 14: "boldly" stands where measured or confident belongs',
      'Write measured or confident.',
      '             ^^^^^^',
    ],
    [
      'a > 1 every=proof',
      'column 7: every= belongs to a slice with *',
      'Write [column=*], or leave it out.',
      '      ^^^^^',
    ],
    [
      'a > 1 warn warn',
      'column 12: "warn" stands where the end of the gate belongs',
      'Write warn, or nothing.',
      '           ^^^^',
    ],
  ])('%j', (text, what, remedy, caret) => {
    expect(() => parseGate(text)).toThrow(
      new Mistake({ subject: 'gates', what, remedy: `${remedy}\n    ${text}\n    ${caret}` }),
    );
  });

  test('and control characters do not move the caret or forge a line', () => {
    expect(() => parseGate('a\n::error::x')).toThrow('\n    a ::error::x\n      ^');
  });

  test('with its place, together with all others that are wrong', () => {
    const thrown = () => parseGates(['a => 1', 'b > 1', 'c ~ 2'], 'mlops.yml:20:10');
    expect(thrown).toThrow(
      [
        'gates (mlops.yml:20:10): column 3: => is no operator. Write >=.',
        '    a => 1',
        '      ^^',
        'gates (mlops.yml:20:10): column 3: ~ is no operator. Operators are >= <= == > <.',
        '    c ~ 2',
        '      ^',
      ].join('\n'),
    );
  });
});

test('every gate that is printed parses to the same gate', () => {
  const decimal = fc.tuple(fc.nat(9999), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`);
  const amount = fc.tuple(decimal, fc.constantFrom('', ...UNITS)).map(([value, unit]) => value + unit);
  const bound = fc.oneof(
    fc.constant('baseline'),
    amount,
    fc.tuple(fc.constantFrom('+', '-'), amount).map(([sign, value]) => `baseline ${sign} ${value}`),
    // a baseline times 0 is refused
    decimal.filter((value) => Number(value) > 0).map((value) => `baseline * ${value}`),
  );
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `"${text.replaceAll('"', '""')}"`);
  const first = fc.tuple(name, fc.oneof(fc.constant('*'), name)).map((pair) => pair.join('='));
  const second = name.map((value) => `, " second column "=${value}`);
  const slice = fc.tuple(first, fc.oneof(fc.constant(''), second)).map((terms) => `[${terms.join('')}]`);
  const metric = fc.oneof(fc.stringMatching(/^[A-Za-z_][\w.@-]{0,12}$/), name);
  const options = fc.constantFrom('', ' min-n=7', ' decide=measured min-n=0', ' decide=confident');
  const level = fc.constantFrom('', ' warn', ' fail');
  fc.assert(
    fc.property(
      metric,
      fc.oneof(fc.constant(''), slice),
      fc.constantFrom(...OPERATORS),
      bound,
      fc.tuple(level, options).map((both) => both.join('')),
      (subject, where, operator, limit, said) => {
        const { text: _, ...gate } = parseGate(`${subject}${where} ${operator} ${limit}${said}`);
        const { text: __, ...again } = parseGate(printGate({ text: '', ...gate }));
        expect(again).toEqual(gate);
      },
    ),
  );
});

test('a text is a gate or a mistake, and nothing else', () => {
  const pieces = fc.constantFrom(
    'roc_auc',
    '[',
    ']',
    '=',
    '*',
    '>=',
    '<',
    '0.7',
    'baseline',
    '-',
    '%',
    'warn',
    '"',
    ' ',
    'MB',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        parseGate(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(Mistake);
      }
    }),
  );
});

test('the grammar names every operator and unit that the parser knows', () => {
  for (const token of [...OPERATORS, ...UNITS]) expect(GRAMMAR).toContain(`"${token}"`);
});
