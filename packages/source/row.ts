import { cellOf, parseWithNaN } from '#metrics/reader/jsonl';
import type { Cell } from '#metrics/table';

/** A line of a serving log: one request that was answered. */
export interface ServedRow {
  /** ISO 8601, UTC */
  readonly time: string;
  readonly id: string;
  readonly features: Readonly<Record<string, string | number | boolean | null>>;
  readonly prediction: string | number | boolean | null;
  /** probability of the positive class, or the value itself */
  readonly score?: number | null;
  /** SHA-256 of the model that answered */
  readonly model: string;
  readonly label?: string | number | boolean | null;
}

/** The same as read: the time as milliseconds, cells of any kind. */
export interface ReadRow {
  readonly time: number;
  readonly id: string;
  readonly features: readonly (readonly [string, Cell])[];
  readonly prediction: Cell;
  readonly score: Cell;
  /** empty where the line names none */
  readonly model: string;
  readonly label: Cell;
}

/** A line of a log as a row; a text says why it is none. NaN and lists among the features come in as they can. */
export function parseRow(text: string): ReadRow | string {
  const value = parsed(text);
  if (typeof value === 'string') return value;
  const { time, id, features, prediction, score, model, label } = value;
  const at = timeOf(time);
  if (at === null) return `its time ${shown(time)} is no ISO 8601 time`;
  if (typeof id !== 'string' && typeof id !== 'number') return `its id ${shown(id)} is no text and no number`;
  if (typeof features !== 'object' || features === null || Array.isArray(features))
    return 'it has no features: {"features": {"name": value, …}}';
  const [said, scored] = [cellOf(prediction ?? null), cellOf(score ?? null)];
  if (typeof scored === 'string' || typeof scored === 'boolean')
    return `its score ${shown(score)} is no number`;
  return {
    time: at,
    id: String(id),
    features: Object.entries(features).map(([name, cell]) => [name, cellOf(cell)]),
    prediction: said,
    score: scored,
    model: typeof model === 'string' ? model.replace(/^sha256:/, '') : '',
    label: cellOf(label ?? null),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = parseWithNaN(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value));
    return `it holds ${text.slice(0, 40)} where an object belongs`;
  } catch {
    return 'it is no JSON';
  }
}

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Milliseconds of an ISO 8601 time; one without a zone is UTC, whatever the zone of this machine. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const found = ISO.exec(value.trim());
  if (found === null) return null;
  const iso = value.trim().replace(' ', 'T').replace(',', '.');
  const time = Date.parse(found[1] === undefined && iso.includes('T') ? `${iso}Z` : iso);
  return Number.isFinite(time) ? time : null;
}

function shown(value: unknown): string {
  return value === undefined ? '(none)' : (JSON.stringify(value) ?? '').slice(0, 40);
}
