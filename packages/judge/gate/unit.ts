/** What a unit multiplies by. Base units: bytes, seconds; a percentage is a plain number. */
const FACTORS: ReadonlyMap<string, number> = new Map([
  ['%', 0.01],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['ms', 1e-3],
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['d', 86_400],
]);

export const UNITS: readonly string[] = [...FACTORS.keys()];

/** The factor of a unit; null for a word that is none. */
export function factorOf(unit: string): number | null {
  return FACTORS.get(unit) ?? null;
}

/** The unit that a word of other case, or a longer form, stands for. */
export function unitMeant(word: string): string | null {
  const lower = word.toLowerCase();
  const long: Readonly<Record<string, string>> = {
    percent: '%',
    sec: 's',
    seconds: 's',
    minutes: 'min',
    m: 'min',
    hours: 'h',
    hour: 'h',
    days: 'd',
    day: 'd',
  };
  return UNITS.find((unit) => unit.toLowerCase() === lower) ?? long[lower] ?? null;
}

/** A number in a unit: 1 % is 0.01 exactly as the decimal is, hence the division for factors below 1. */
export function scaled(number: number, unit: string | null): number {
  const factor = unit === null ? 1 : (factorOf(unit) ?? 1);
  return factor < 1 ? number / Math.round(1 / factor) : number * factor;
}

/** The inverse: a value in base units as a number in the unit. */
export function inUnit(value: number, unit: string): number {
  const factor = factorOf(unit) ?? 1;
  return factor < 1 ? value * Math.round(1 / factor) : value / factor;
}

const TIMES = ['d', 'h', 'min', 's', 'ms'];

/** The unit a length of time is read best in: `unit`, or a smaller one where it would be less than a tenth of it. */
export function readableUnit(value: number, unit: string): string {
  if (!TIMES.includes(unit) || inUnit(value, unit) >= 0.1) return unit;
  const smaller = TIMES.slice(TIMES.indexOf(unit) + 1);
  return smaller.find((one) => inUnit(value, one) >= 1) ?? unit;
}
