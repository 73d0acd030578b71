import type { SeriesJudgement } from '#judge/series/anomaly';
import { listing } from './listing.ts';
import { number } from './number.ts';
import { paint } from './paint.ts';

/** A judged series for a terminal: the decision, what was judged by what, then odd points and shifts. */
export function anomalyText(metric: string, found: SeriesJudgement): string {
  const { decision, reason, points, period, cusum, odd, shifts, notes } = found;
  const phases = period === 1 ? '' : `, period ${period}`;
  const lines = [
    `${decision}: ${metric}: ${reason}`,
    `${points.judged} points against ${points.reference} before them, ${points.missing} missing${phases}`,
  ];
  if (cusum !== null) {
    const { slack, limit, runLength, deviation } = cusum;
    lines.push(
      `CUSUM: k ${slack}, h ${number(limit)} for a run length of ${number(runLength)}; 1 deviation is ${number(deviation)}`,
    );
  }
  const columns = [
    { header: 'Odd point', align: 'right', cells: odd.map(({ at }) => String(at + 1)) },
    { header: 'Value', align: 'right', cells: odd.map(({ value }) => number(value)) },
    { header: 'Expected', align: 'right', cells: odd.map(({ expected }) => number(expected)) },
    { header: 'Robust z', align: 'right', cells: odd.map(({ z }) => number(z)) },
    { header: 'p', align: 'right', cells: odd.map(({ p }) => number(p)) },
  ] as const;
  if (odd.length > 0) lines.push('', ...listing(columns, paint(false)));
  const alarms = shifts.map(
    ({ side, since, at }) => `Shift ${side}: since about point ${since + 1}, sure at ${at + 1}`,
  );
  if (alarms.length > 0) lines.push('', ...alarms);
  if (notes.length > 0) lines.push('', ...notes.map((note) => `Note: ${note}.`));
  return lines.join('\n');
}
