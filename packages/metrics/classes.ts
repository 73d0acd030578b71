import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import { type Column, distinctTexts, numbersBy } from './table.ts';

/** A column of labels or predictions, with the name it goes by. */
export interface Named {
  readonly name: string;
  readonly column: Column;
}

const POSITIVE = ['1', 'true', 'yes'];
const NEGATIVE = ['0', '-1', 'false', 'no'];

/** What the two classes of a binary task are, decided over all columns that hold them. */
export interface BinaryClasses {
  /** as the note says it: `late`, or `1, true or yes` */
  readonly positive: string;
  numbered(column: Column): Float64Array;
}

/**
 * Decides which values are positive: `positive` where it is given, else 1, true or yes against 0, -1, false or no
 * in any case. Empty cells become NaN. Mistake: values that leave it open which class is meant, or a third class.
 */
export function binaryClasses(columns: readonly Named[], positive: string | undefined): BinaryClasses {
  const isPositive = (value: string) =>
    positive === undefined ? POSITIVE.includes(value.toLowerCase()) : value === positive;
  const strange = strangeValues(columns, positive, isPositive);
  if (strange.length > 0) throw new Mistake(strange);
  return {
    positive: positive ?? '1, true or yes',
    numbered: (column) => {
      return numbersBy(column, (value) => (isPositive(value) ? 1 : 0));
    },
  };
}

function strangeValues(
  columns: readonly Named[],
  positive: string | undefined,
  isPositive: (value: string) => boolean,
) {
  const negatives = new Set<string>();
  return columns.flatMap(({ name, column }) => {
    const all = distinctTexts(column);
    const values = all.filter((value) => !isPositive(value));
    const strange = values.filter((value) => {
      if (positive === undefined) return !NEGATIVE.includes(value.toLowerCase());
      return negatives.add(value).size > 1;
    });
    if (strange.length === 0) return [];
    const shown = [...all.slice(0, 4), ...strange].slice(0, 5).map((value) => JSON.stringify(value));
    const held = `holds ${[...new Set(shown)].join(', ')}${values.length > 5 ? ', …' : ''}`;
    if (positive === undefined) {
      const what = `${held}: which of them is the positive class is not known`;
      return [
        {
          subject: `column ${name}`,
          what,
          remedy: 'Name it: `positive:` under evaluate in mlops.yml, or --positive.',
        },
      ];
    }
    const meant = values.length === all.length ? nearest(positive, values) : null;
    const suggestion = meant === null ? '' : `Did you mean positive: ${meant}? `;
    const what = `${held}; a binary task has ${JSON.stringify(positive)} and one other value`;
    return [
      { subject: `column ${name}`, what, remedy: `${suggestion}More than two classes are task: multiclass.` },
    ];
  });
}

/** The classes of a multiclass task, in a fixed order, and the columns as numbers into them; `more` are classes too. */
export function manyClasses(
  columns: readonly Named[],
  more: Iterable<string> = [],
): {
  readonly classes: readonly string[];
  numbered(column: Column): Float64Array;
} {
  const all = new Set([...columns.flatMap(({ column }) => distinctTexts(column)), ...more]);
  const classes = [...all].sort(byNumberThenText);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  return {
    classes,
    numbered: (column) => {
      return numbersBy(column, (value) => numbers.get(value) ?? Number.NaN);
    },
  };
}

/** Numbers by size, then words: an order that does not depend on which come first. */
function byNumberThenText(one: string, other: string): number {
  const [left, right] = [numberIn(one), numberIn(other)];
  if (left !== null && right !== null && left !== right) return left - right;
  if ((left === null) !== (right === null)) return left === null ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function numberIn(name: string): number | null {
  const number = name.trim() === '' ? Number.NaN : Number(name);
  return Number.isFinite(number) ? number : null;
}
