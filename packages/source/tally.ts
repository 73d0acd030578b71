/** A line that is no row. */
export interface BadLine {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

/** What was met while logs were read, beside the rows that count. */
export interface Tally {
  /** by the bytes that were read */
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly size: number }[];
  /** lines with something on them, torn ones aside */
  readonly lines: number;
  readonly bad: { readonly count: number; readonly first: readonly BadLine[] };
  /** last lines that are half written: skipped, not bad */
  readonly torn: readonly BadLine[];
  /** the same row again: same id, time and model */
  readonly duplicates: number;
  /** an id that comes again at another time, or from another model: a request of its own */
  readonly repeated: number;
  /** rows by models that are not watched, with how many each */
  readonly others: ReadonlyMap<string, number>;
  /** rows that name no model */
  readonly nameless: number;
  /** rows older than the window */
  readonly old: number;
}

/** Above this share of bad lines the log cannot be trusted. */
export const MOST_BAD = 0.01;

/** Lines that are no row, of all lines: 0 to 1. */
export function badShare({ lines, bad }: Pick<Tally, 'lines' | 'bad'>): number {
  return lines === 0 ? 0 : bad.count / lines;
}

/** `logs/a.jsonl:17: it is no JSON` */
function placeOf({ file, line, why }: BadLine): string {
  return `${file}:${line}: ${why}`;
}

/** What a person should know of it, in sentences. */
export function tallyNotes(tally: Tally, whose = 'the log'): string[] {
  const { bad, torn, duplicates, repeated, others, nameless, old } = tally;
  const foreign = [...others.values()].reduce((sum, count) => sum + count, 0);
  const said: readonly (readonly [number, string])[] = [
    [
      bad.count,
      `${n(bad.count, 'line')} of ${whose} ${are(bad.count)} no row: ${bad.first.map(placeOf).join('; ')}${bad.count > bad.first.length ? '; …' : ''}`,
    ],
    [
      torn.length,
      `${n(torn.length, 'last line')} half written, and skipped: ${torn.map(placeOf).join('; ')}`,
    ],
    [
      duplicates,
      `${n(duplicates, 'row')} of ${whose} ${are(duplicates)} there twice (same id, time and model) and counted once`,
    ],
    [
      repeated,
      `${n(repeated, 'row')} of ${whose} bear${repeated === 1 ? 's' : ''} an id that was there before, at another time: each is a request of its own, and a label belongs to the last of them`,
    ],
    [
      foreign,
      `${n(foreign, 'row')} by another model ${are(foreign)} left out: ${[...others]
        .map(([model, count]) => `${count} by ${model.slice(0, 12)}`)
        .slice(0, 3)
        .join(', ')}`,
    ],
    [
      nameless,
      `${n(nameless, 'row')} of ${whose} name${nameless === 1 ? 's' : ''} no model and count${nameless === 1 ? 's' : ''}`,
    ],
    [old, `${n(old, 'row')} of ${whose} ${are(old)} older than the window and left out`],
  ];
  return said.filter(([count]) => count > 0).map(([, sentence]) => sentence);
}

function n(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}
