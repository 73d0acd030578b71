import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from './decimal.ts';

const decimal = new Decimal();

function read(text: string): number | null {
  const bytes = new TextEncoder().encode(text);
  if (!decimal.read(bytes, 0, bytes.length)) return null;
  return decimal.end === bytes.length ? decimal.value : null;
}

test.each([
  '0',
  '-0',
  '+5',
  '1.',
  '.5',
  '-.5',
  '0.1',
  '123456789012345',
  '9007199254740991',
  '1e3',
  '1E+3',
  '1e-7',
  '1e22',
  '1e23',
  '8.5e-320',
  '1.7976931348623157e308',
  '1e400',
  '0.30000000000000004',
  '0.8444218515250481',
  '0.13436424411240122',
  '2.2250738585072011e-308',
  '9007199254740993.0',
  '0.000000000000000000000123456789',
  '9007199254740992.5',
  '1.00000000000000011102230246251565',
  '0.500000000000000166533453693773481063544750213623046875',
])('%s is the double that Number gives', (text) => {
  expect(read(text)).toBe(Number(text));
});

test.each([
  '',
  '-',
  '+',
  '.',
  'e5',
  '007',
  '-01.5',
  '1e',
  '1e+',
  '1_000',
  '0x10',
  ' 1',
  '1 ',
  'nan',
  '9007199254740992',
  '12345678901234567890',
])('%j is no number', (text) => {
  expect(read(text)).toBeNull();
});

test('any double, as JavaScript spells it and with more or fewer digits, is the one that Number gives', () => {
  const digits = fc.integer({ min: 1, max: 21 });
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), digits, (value, precision) => {
      for (const text of [
        value.toPrecision(precision),
        value.toExponential(precision - 1),
        value.toFixed(precision % 20),
      ])
        if (!/^-?\d{16,}$/.test(text)) expect(read(text)).toBe(Number(text));
    }),
    { numRuns: 3000 },
  );
});

test('digits close to the middle between two doubles are rounded as Number rounds them', () => {
  const fraction = fc.integer({ min: 2 ** 22, max: 2 ** 23 - 1 });
  fc.assert(
    fc.property(fraction, fc.integer({ min: 1, max: 19 }), (numerator, places) => {
      const middle = ((BigInt(numerator) * 2n ** 31n + 1n) * 10n ** 19n) / 2n ** 54n;
      const text = `0.${middle.toString().padStart(19, '0').slice(0, places)}`;
      expect(read(text)).toBe(Number(text));
    }),
    { numRuns: 2000 },
  );
});

test('two hundred thousand numbers between 0 and 1 are those that Number gives', () => {
  let seed = 1;
  for (let count = 0; count < 2e5; count++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    const text = String((seed >>> 0) / 4_294_967_296 / (1 + (count % 977)));
    if (read(text) !== Number(text)) expect(read(text), text).toBe(Number(text));
  }
});

test('a sign, up to 25 digits on each side of a point and an exponent, any of them missing, are read as Number reads them', () => {
  const digits = fc.oneof(fc.stringMatching(/^\d{0,25}$/), fc.stringMatching(/^0{0,12}\d{0,8}$/));
  const sign = fc.constantFrom('', '+', '-');
  const fraction = fc.oneof(
    fc.constant(''),
    digits.map((some) => `.${some}`),
  );
  const exponent = fc.oneof(
    fc.constant(''),
    fc.tuple(fc.constantFrom('e', 'E'), sign, fc.stringMatching(/^\d{0,3}$/)).map((parts) => parts.join('')),
  );
  const spelled = fc.tuple(sign, digits, fraction, exponent).map((parts) => parts.join(''));
  fc.assert(
    fc.property(spelled, (text) => {
      const isNumber = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
      const isRounded = /^[+-]?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text));
      expect(read(text)).toBe(isNumber && !isRounded ? Number(text) : null);
    }),
    { numRuns: 5000 },
  );
});
