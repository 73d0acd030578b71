import type { Figure } from '#judge/verdict';

type Unit = NonNullable<Figure['unit']>;

/** What stands where a number would, when there is none. */
export const UNDEFINED = 'not defined';

/** Three digits a group. Written out since loading the locale data costs more than all else a short run does. */
function grouped(whole: number): string {
  return String(whole + 0).replaceAll(/\B(?=(\d{3})+$)/g, ','); // never -0
}

/**
 * A measured value for people: four decimals below 10, fewer above so that five figures stay (12.346, 1,234.6),
 * two significant figures where four decimals would show nothing but zeros; a whole number as it is. NaN and
 * null: "not defined".
 */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNDEFINED;
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? grouped(value) : value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size < 0.001) return String(Number(value.toPrecision(2)));
  const decimals = size < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(size)));
  return withDecimals(value, decimals);
}

function withDecimals(value: number, decimals: number): string {
  if (Math.abs(value) < 999) return value.toFixed(decimals);
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/**
 * Two numbers that are compared, with as many decimals as it takes to tell them apart: 0.69998 against 0.7
 * must not read "0.7000 is not 0.7000".
 */
export function pair(one: number | null | undefined, other: number | null | undefined): [string, string] {
  const short: [string, string] = [number(one), number(other)];
  if (one === other || !known(one) || !known(other) || read(short[0]) !== read(short[1])) return short;
  for (let decimals = 5; decimals < 20; decimals += 1) {
    const longer: [string, string] = [withDecimals(one, decimals), withDecimals(other, decimals)];
    if (longer[0] !== longer[1]) return longer;
  }
  return [String(one), String(other)];
}

function read(shown: string): number {
  return Number(shown.replaceAll(',', ''));
}

/** Is it a number at all: neither missing nor NaN nor infinite. */
export function known(value: number | null | undefined): value is number {
  return Number.isFinite(value);
}

/** A difference with its sign: `+0.0123`, `-0.0040`; `0` is exactly none. Empty where it is not known. */
export function signed(difference: number | null): string {
  if (difference === null || Number.isNaN(difference)) return '';
  return difference > 0 ? `+${number(difference)}` : number(difference);
}

/** The same in its unit: `-1.2 MB`. */
export function signedIn(difference: number | null, unit: Unit | undefined): string {
  if (!known(difference) || unit === undefined || difference === 0) return signed(difference);
  return difference > 0 ? `+${inUnits(difference, unit)}` : inUnits(difference, unit);
}

/** `1 row`, `28,243 rows` */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A whole number with its thousands apart. */
export function whole(amount: number): string {
  return grouped(amount);
}

/** Seconds as `45 ms`, `0.4 s`, `21 s`, `1 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return UNDEFINED;
  if (seconds === 0) return '0 s';
  if (seconds < 0.0995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  if (all < 3600) return two(Math.floor(all / 60), 'min', all % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(major: number, unit: string, minor: number, smaller: string): string {
  return minor === 0 ? `${major} ${unit}` : `${major} ${unit} ${minor} ${smaller}`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes by powers of 1000: `812 B`, `12.3 MB`. */
export function bytes(amount: number): string {
  let size = amount;
  let unit = 0;
  while (size >= 999.95 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${SIZES[unit]}`;
}

/** `2026-11-24T06:13:09.123Z` as `2026-11-24 06:13 UTC`; anything else as it is. */
export function instant(time: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(time);
  return parts === null ? time : `${parts[1]} ${parts[2]} UTC`;
}

/** A number in its unit: `40.2 MB`, `38 ms`, `1,250 per second`; plain where it has none. */
export function inUnits(value: number | null | undefined, unit: Unit | undefined): string {
  if (!known(value) || unit === undefined) return number(value);
  if (unit === 'per second') return `${number(value)} per second`;
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  return sign + (unit === 'bytes' ? bytes(size) : spell(size));
}

/** Seconds as they are measured: three figures, which a duration that a person waited for does not need. */
function spell(seconds: number): string {
  if (seconds >= 60) return duration(seconds);
  const [scaled, unit] =
    seconds >= 1 || seconds === 0
      ? [seconds, 's']
      : seconds >= 1e-3
        ? [seconds * 1e3, 'ms']
        : [seconds * 1e6, 'µs'];
  return `${Number(scaled.toPrecision(3))} ${unit}`;
}
