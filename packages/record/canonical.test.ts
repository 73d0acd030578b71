import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, readCanonical } from './canonical.ts';
import { digestOf, digestOfTree } from './digest.ts';

/** The double with these bits, most significant first. */
function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE();
}

describe('RFC 8785, appendix B: numbers by their bits', () => {
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s is %s', (bits, text) => {
    expect(canonical(double(bits))).toBe(text);
    expect(canonical([double(bits)])).toBe(`[${text}]`);
  });

  test.each([
    ['NaN', '7fffffffffffffff'],
    ['Infinity', '7ff0000000000000'],
    ['-Infinity', 'fff0000000000000'],
  ])('%s (%s) is an error', (_name, bits) => {
    expect(() => canonical(double(bits))).toThrow();
    expect(() => canonical({ loss: [double(bits)] })).toThrow();
  });
});

test('RFC 8785, section 3.2.3: properties are sorted by UTF-16 unit', () => {
  const sample = JSON.parse(`{
    "\\u20ac": "Euro Sign",
    "\\r": "Carriage Return",
    "\\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\\ud83d\\ude00": "Emoji: Grinning Face",
    "\\u0080": "Control",
    "\\u00f6": "Latin Small Letter O With Diaeresis"
  }`);
  expect([...canonical(sample).matchAll(/:"([^"]+)"/g)].map(([, value]) => value)).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

describe('RFC 8785, section 3.2.2.2: strings', () => {
  test.each([
    ['U+0008', '\u0008', String.raw`"\b"`],
    ['U+0009', '\u0009', String.raw`"\t"`],
    ['U+000A', '\u000a', String.raw`"\n"`],
    ['U+000C', '\u000c', String.raw`"\f"`],
    ['U+000D', '\u000d', String.raw`"\r"`],
    ['U+0022', '"', String.raw`"\""`],
    ['U+005C', '\\', String.raw`"\\"`],
    ['U+0000', '\u0000', String.raw`"\u0000"`],
    ['U+000B', '\u000b', String.raw`"\u000b"`],
    ['U+001F', '\u001f', String.raw`"\u001f"`],
    ['U+002F', '/', '"/"'],
    ['U+007F', '\u007f', '"\u007f"'],
    ['U+2028', '\u2028', '"\u2028"'],
    ['U+FFFF', '\uffff', '"\uffff"'],
    ['U+1F600', '\u{1f600}', '"\u{1f600}"'],
  ])('%s', (_name, text, written) => {
    expect(canonical(text)).toBe(written);
    expect(canonical({ [text]: 1 })).toBe(`{${written}:1}`);
  });

  test.each([
    ['a high surrogate', '\ud83d'],
    ['a low surrogate', '\ude00'],
    ['the two the wrong way round', '\ude00\ud83d'],
  ])('%s alone has no canonical form, as a value and as a name', (_what, text) => {
    expect(() => canonical({ path: `data/${text}` })).toThrow();
    expect(() => canonical({ [text]: 1 })).toThrow();
  });
});

const vector = (folder: 'input' | 'output', name: string) =>
  readFileSync(join(import.meta.dirname, 'fixtures/jcs', folder, `${name}.json`), 'utf8');

test.each([['arrays'], ['french'], ['structures'], ['unicode'], ['values'], ['weird']])(
  'the reference implementation agrees about %s.json',
  (name) => {
    expect(canonical(JSON.parse(vector('input', name)))).toBe(vector('output', name));
  },
);

describe('a file of canonical JSON', () => {
  test('is read when it is its own canonical form and a line end', () => {
    expect(readCanonical('{"a":[1,"ö"],"b":null}\n')).toEqual({ a: [1, 'ö'], b: null });
  });

  test.each([
    ['a name that stands twice', '{"a":1,"a":2}\n'],
    ['the same name, written in two ways', '{"a":1,"\\u0061":1}\n'],
    ['another order', '{"b":1,"a":2}\n'],
    ['a blank', '{"a": 1}\n'],
    ['no line end', '{"a":1}'],
    ['two line ends', '{"a":1}\n\n'],
    ['a number in another form', '{"a":1.0}\n'],
    ['a number that is no double', '{"a":1e999}\n'],
    ['a surrogate alone', '{"a":"\\ud800"}\n'],
    ['a byte order mark', '\ufeff{"a":1}\n'],
    ['nothing', ''],
  ])('is not read with %s', (_what, text) => {
    expect(() => readCanonical(text)).toThrow();
  });
});

describe('the digest of a tree', () => {
  /** Any text of whole code points, often those whose order by UTF-16 unit is another. */
  const path = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom('a', '/', '"', '\\', '\u007f', '\ue000', '\uffff', '\u{10000}', '\u{1f600}'),
    }),
  );
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
  const tree = fc.uniqueArray(fc.record({ path, size: fc.maxSafeNat(), sha256: digits }), {
    selector: (file) => file.path,
    maxLength: 20,
  });

  test('is the SHA-256 of the canonical list by code point, whatever the paths', () => {
    const points = (text: string) => Array.from(text, (sign) => sign.codePointAt(0) ?? 0);
    const order = (one: readonly number[], other: readonly number[]): number => {
      const at = one.findIndex((point, index) => point !== other[index]);
      return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
    };
    fc.assert(
      fc.property(tree, (files) => {
        const sorted = files.toSorted((one, other) => order(points(one.path), points(other.path)));
        expect(digestOfTree(files)).toBe(digestOf(canonical(sorted)));
      }),
      { numRuns: 500 },
    );
  });

  test('a path that is no well-formed text has none', () => {
    expect(() => digestOfTree([{ path: 'data/\ud800', size: 1, sha256: 'aa' }])).toThrow();
  });
});

test.each([
  ['a key before its turn', '{"b":1,"a":2}\n'],
  ['one in a list', '[{"b":1,"a":2}]\n'],
  ['keys by code point, not by UTF-16 unit', '{"\ufb33":1,"\u{1f600}":2}\n'],
  ['a lone surrogate', '{"a":"\\ud800"}\n'],
  ['a blank', '{"a": 1}\n'],
  ['a name twice', '{"a":1,"a":1}\n'],
  ['-0', '[-0]\n'],
  ['a number otherwise', '[1.0]\n'],
  ['an escape that need not be', '["\\u0061"]\n'],
  ['no line end', '{"a":1}'],
])('%s is not read', (_, text) => {
  expect(() => readCanonical(text)).toThrow();
});

test('what is read is what has that canonical form, and nothing else', () => {
  const text = fc.oneof(
    fc.json({ noUnicodeString: false }),
    fc.jsonValue({ noUnicodeString: false }).map((value) => canonicalOr(value)),
    fc
      .dictionary(fc.stringMatching(/^[0-9a-c\ud83d]{0,3}$/), fc.double())
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (json) => {
      const value: unknown = JSON.parse(json);
      const read = attempt(() => readCanonical(`${json}\n`));
      const whole = attempt(() => canonical(value)) === json;
      expect(read !== undefined).toBe(whole);
    }),
    { numRuns: 2000, seed: 42 },
  );
});

function canonicalOr(value: unknown): string {
  return attempt(() => canonical(value)) ?? JSON.stringify(value);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
