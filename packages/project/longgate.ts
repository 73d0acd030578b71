import * as z from 'zod/mini';
import { parseGate, printMetric } from '#judge/gate/gate';
import { printSelector } from '#judge/gate/selector';
import { type Field, listOf } from '#kit/field';
import { parsedBy } from '#kit/issue';

const name = z.string().check(z.minLength(1, 'is empty'));
const number = z.union([name, z.number('is no number')], 'is neither a number nor a text such as 40 ms');
const choice = <const C extends readonly [string, ...string[]]>(of: C) =>
  z.optional(z.enum(of, `is none of ${of.join(', ')}`));

/** Keys that say the bound, and the operator each stands for. */
const BOUNDS = {
  'at-least': '>=',
  'at-most': '<=',
  'more-than': '>',
  'less-than': '<',
  equals: '==',
} as const;

/** Keys that say what is done to the baseline. */
const MARGINS = { plus: '+', minus: '-', times: '*' } as const;

/** A gate spelled out key by key. */
const longForm = z
  .strictObject({
    metric: name,
    slice: z.optional(
      z.record(name, z.union([name, z.number(), z.boolean()], 'is no value of a column'), 'is no mapping'),
    ),
    'at-least': z.optional(number),
    'at-most': z.optional(number),
    'more-than': z.optional(number),
    'less-than': z.optional(number),
    equals: z.optional(number),
    plus: z.optional(number),
    minus: z.optional(number),
    times: z.optional(number),
    level: choice(['fail', 'warn']),
    decide: choice(['measured', 'confident']),
    every: choice(['proof', 'worse']),
    'min-n': z.optional(z.int('is not a whole number').check(z.minimum(0, 'is less than none'))),
  })
  .check((context) => {
    const wrong = contradiction(context.value);
    if (wrong !== null) context.issues.push({ code: 'custom', message: wrong, input: context.value });
  });

type LongGate = z.output<typeof longForm>;

/** The keys there are, for a suggestion. */
export const GATE_KEYS: readonly string[] = Object.keys(longForm.shape);

function contradiction(gate: LongGate): string | null {
  const bounds = keysOf(BOUNDS).filter((key) => gate[key] !== undefined);
  const margins = keysOf(MARGINS).filter((key) => gate[key] !== undefined);
  const [bound, ...more] = bounds;
  if (bound === undefined) return `has no bound: it takes one of ${keysOf(BOUNDS).join(', ')}`;
  if (more.length > 0) return `has two bounds, ${bound} and ${more.join(', ')}: write two gates`;
  if (margins.length > 1) return `has ${margins.join(' and ')}: one of them is enough`;
  if (margins.length === 1 && gate[bound] !== 'baseline')
    return `has ${margins.join('')}, which belongs to ${bound}: baseline`;
  return null;
}

function keysOf<T extends object>(of: T): (keyof T & string)[] {
  return Object.keys(of).filter((key): key is keyof T & string => key in of);
}

/** The gate in one line, as the language has it. */
function lineOf(gate: LongGate): string {
  const bound = keysOf(BOUNDS).find((key) => gate[key] !== undefined) ?? 'equals';
  const margin = keysOf(MARGINS).find((key) => gate[key] !== undefined);
  const terms = Object.entries(gate.slice ?? {}).map(([column, value]) =>
    printSelector([value === '*' ? { column, every: true } : { column, value: String(value) }]),
  );
  const parts = [
    printMetric(gate.metric) + (terms.length === 0 ? '' : `[${terms.join(', ')}]`),
    BOUNDS[bound],
    String(gate[bound]),
    ...(margin === undefined ? [] : [MARGINS[margin], String(gate[margin])]),
    ...(gate.level === 'warn' ? ['warn'] : []),
    ...(gate.decide === undefined ? [] : [`decide=${gate.decide}`]),
    ...(gate.every === undefined ? [] : [`every=${gate.every}`]),
    ...(gate['min-n'] === undefined ? [] : [`min-n=${gate['min-n']}`]),
  ];
  return parts.join(' ');
}

const entry = z.pipe(
  z.union([name, longForm], { error: 'is no gate: neither a line nor keys such as metric and at-least' }),
  z.pipe(
    z.transform((gate: string | LongGate) => (typeof gate === 'string' ? gate : lineOf(gate))),
    z.string().check(parsedBy(parseGate)),
  ),
);

/** Gates, each in one line or spelled out; they are lines from here on. */
export function gates(options: {
  readonly description: string;
  readonly default?: string;
}): Field<readonly string[]> {
  return listOf(options, entry);
}
