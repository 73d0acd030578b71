import { Mistake } from '#kit/outcome';

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
    hour: 'h',
    hours: 'h',
    day: 'd',
    days: 'd',
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

/** Reads a time such as `7 d`, `30 min` or `90` (seconds), in seconds. Mistake: what is no time, or none at all. */
export function secondsOf(text: string, subject: string): number {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  const [number, word] = [Number(found?.[1] ?? Number.NaN), found?.[2] ?? ''];
  const unit = word === '' ? 's' : TIMES.includes(word) ? word : null;
  if (unit !== null && number > 0) return scaled(number, unit);
  const meant = unitMeant(word);
  const suggestion =
    meant !== null && TIMES.includes(meant) ? `Did you mean ${text.replace(word, meant)}? ` : '';
  const remedy = `${suggestion}Write e.g. 7 d, 12 h or 30 min (units: ${TIMES.join(', ')}).`;
  throw new Mistake({ subject, what: 'is no time', remedy, value: text });
}

const TIMES = ['ms', 's', 'min', 'h', 'd'];
