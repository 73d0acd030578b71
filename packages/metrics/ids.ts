import type { Problem } from '#kit/outcome';
import { rises } from './extent.ts';
import { asText, type Column, textAt } from './table.ts';

const SHOWN = 5;

/** What is wrong with a column of ids by itself: some are empty, some occur twice. Null: each row has its own. */
export function idProblem(ids: Column, name: string, file: string): Problem | null {
  if (ids.kind === 'number' && allDistinct(ids.values)) return null;
  const { codes, values } = asText(ids);
  const seen = new Uint8Array(values.length);
  const twice = new Set<string>();
  let empty = 0;
  let repeats = 0;
  for (const code of codes) {
    if (code < 0) empty++;
    else if (seen[code] === 1) {
      repeats++;
      if (twice.size < SHOWN) twice.add(values[code] ?? '');
    } else seen[code] = 1;
  }
  const subject = 'columns.id';
  if (repeats > 0) {
    const what = `${repeats} of ${codes.length} rows of ${file} repeat an id: ${listed(twice, repeats)}`;
    return {
      subject,
      value: name,
      what,
      remedy: 'Score each row once, or name the column that tells rows apart.',
    };
  }
  if (empty === 0) return null;
  const what = `${empty} of ${codes.length} rows of ${file} have no id`;
  return { subject, value: name, what, remedy: 'Give each row an id, or leave columns.id out.' };
}

/** Nearly always they ascend already. Else sorting is quicker, and takes less room, than a set of millions. */
function allDistinct(ids: Float64Array): boolean {
  if (rises(ids) && !Number.isNaN(ids[0])) return true;
  const sorted = ids.toSorted();
  return sorted.every((id, at) => !Number.isNaN(id) && (at === 0 || id !== sorted[at - 1]));
}

/** The ids as a set, to compare another file's rows with. */
export function idSet(ids: Column): ReadonlySet<string> {
  return new Set(asText(ids).values);
}

/**
 * How the rows of two files differ, in words, and null where they are the same rows in any order:
 * `3 ids are not in <of> (7, 8, 9) and 1 id of <of> is missing (4)`.
 */
export function rowsDiffer(ids: Column, expected: ReadonlySet<string>, of: string): string | null {
  const own = new Set<string>();
  const foreign: string[] = [];
  const rows = ids.kind === 'text' ? ids.codes.length : ids.values.length;
  for (let row = 0; row < rows; row++) {
    const id = textAt(ids, row);
    if (id === null) continue;
    own.add(id);
    if (!expected.has(id)) foreign.push(id);
  }
  const lacking = [...expected].filter((id) => !own.has(id));
  const parts = [
    foreign.length === 0
      ? ''
      : `${counted(foreign.length)} not in ${of} (${listed(foreign, foreign.length)})`,
    lacking.length === 0
      ? ''
      : `${counted(lacking.length)} only in ${of} (${listed(lacking, lacking.length)})`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' and ');
}

/** The problem of predictions for other rows than were to be scored. */
export function foreignIds(
  ids: Column,
  name: string,
  file: string,
  expected: ReadonlySet<string>,
  of: string,
): Problem | null {
  const difference = rowsDiffer(ids, expected, of);
  if (difference === null) return null;
  const remedy = `Score exactly the rows of ${of}.`;
  return { subject: 'columns.id', value: name, what: `${file} holds other rows: ${difference}`, remedy };
}

function counted(count: number): string {
  return count === 1 ? '1 id is' : `${count} ids are`;
}

function listed(ids: Iterable<string>, count: number): string {
  const shown = [...ids].slice(0, SHOWN);
  return shown.join(', ') + (count > shown.length ? ', …' : '');
}
