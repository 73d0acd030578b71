import { parse as parseToml } from 'smol-toml';
import { Mistake } from '#kit/outcome';
import { parseLocated } from '../document.ts';

/** What YAML, JSON and TOML hold, whole numbers (bigint) apart from floats as Python has them. */
export type Value = null | boolean | bigint | number | string | readonly Value[] | Mapping;

export interface Mapping {
  readonly [key: string]: Value;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSequence(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

/** A parameters or pipeline file by its ending; null for one that only Python can read. Broken: a mistake. */
export function readValues(source: string, file: string): Value {
  if (file.endsWith('.py')) return null;
  if (file.endsWith('.toml')) return fromToml(source, file);
  return settled(parseLocated(source, file, true).value);
}

function fromToml(source: string, file: string): Value {
  try {
    return settled(parseToml(source, { integersAsBigInt: true }));
  } catch (cause) {
    const what = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'is no TOML';
    throw new Mistake({ subject: file, what, remedy: 'Mend the file.' }, { cause });
  }
}

/** What is none of the kinds of `Value` (a date) as its text. */
function settled(value: unknown): Value {
  if (isSequence(value)) return value.map(settled);
  if (value instanceof Date) return value.toISOString();
  if (isMapping(value))
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, settled(below)]));
  const plain = ['boolean', 'bigint', 'number', 'string'].includes(typeof value);
  return plain ? (value as Value) : null;
}

/** A value in a text as DVC puts it there: Python's `str`, but true and false. */
export function spelled(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return spelledFloat(value);
  if (value === null) return 'None';
  throw new Error(`a ${isSequence(value) ? 'list' : 'mapping'} cannot stand in a text`);
}

/** Python's `repr(float)`: shortest digits, an exponent below 1e-4 and from 1e16 on (docs.python.org, float). */
function spelledFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
