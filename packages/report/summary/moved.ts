import type { Terms } from '#judge/inference/terms';
import type { Verdict } from '#judge/verdict';
import { spelledSpan } from '../gatecells.ts';
import { table } from '../markdown.ts';
import { type MovedSlice, movement } from '../moved.ts';
import { count, inUnits, signedIn } from '../number.ts';
import { arrow, troubled } from './numbers.ts';
import { coded, more, type Room } from './room.ts';

/** Slices that moved beyond noise, or where noise was not judged the worst; empty where none is compared. */
export function movedPart(verdict: Verdict, terms: Terms | undefined, room: Room): string {
  const found = movement(verdict);
  if (found === null || (found.by === 'size' && found.slices.length === 0)) return '';
  const { by, of, slices } = found;
  if (by === 'size') return `### Slices that fell most\n\n${listed(slices, room)}`;
  const title = `### Slices that moved: ${slices.length} of ${of}`;
  const chance = terms === undefined ? null : of * (1 - terms.confidence);
  const many = chance === null ? '' : chance < 1 ? 'fewer than 1' : `about ${Math.round(chance)}`;
  const among = chance === null ? '' : `; of ${count(of, 'slice')} ${many} would by chance`;
  const remark = `Beyond the noise of each by itself${among}.`;
  return slices.length === 0
    ? `${title}\n\nNone moved beyond its noise.`
    : `${title}\n\n${listed(slices, room)}\n\n${remark}`;
}

function listed(slices: readonly MovedSlice[], room: Room): string {
  const rows = slices
    .slice(0, room.rows)
    .map(({ slice, metric, figure, difference, change, interval, gates }) => {
      const { unit } = figure;
      const span = interval === null ? '' : ` (${spelledSpan(interval, unit)})`;
      return [
        `${troubled(gates)}${coded(slice, room)}`,
        coded(metric, room),
        inUnits(figure.candidate, unit),
        inUnits(figure.baseline, unit),
        `${signedIn(difference, unit)}${span}`,
        arrow(difference, change),
      ];
    });
  const body = table(
    ['Slice', 'Metric', 'Candidate', 'Baseline', 'Difference', ''],
    ['left', 'left', 'right', 'right', 'right', 'left'],
    rows,
  );
  return `${body}${more(slices.length - room.rows, 'slice')}`;
}
