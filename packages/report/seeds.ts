import type { SeedFigure } from '#judge/decision/seedtrial';
import { spelledSpan } from './gatecells.ts';
import { grid } from './grid.ts';
import { number, signed } from './number.ts';

/** Training runs side by side, a measure a line. Ends in a line feed; empty where there is nothing to compare. */
export function seedsText(figures: readonly SeedFigure[], width: number): string {
  if (figures.length === 0) return '';
  const ranked = figures.some(({ signedRank }) => signedRank !== null);
  const header = [
    'Seeds',
    'Candidate',
    'Baseline',
    'Difference',
    'Interval',
    ...(ranked ? ['Signed ranks'] : []),
  ];
  const rows = figures.map(({ metric, slice, candidate, baseline, difference, interval, signedRank }) => [
    slice === undefined ? metric : `${metric}[${slice}]`,
    spread(candidate),
    spread(baseline),
    signed(difference),
    spelledSpan(interval),
    ...(ranked ? [signedRank === null ? '' : `p ${number(bothSides(signedRank))}`] : []),
  ]);
  return `\n${grid(header, rows, width - 2, '…')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;
}

/** `0.9110 of 7, sd 0.0072` */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? '' : `, sd ${number(Math.sqrt(squares / (values.length - 1)))}`;
  return `${number(mean)} of ${values.length}${deviation}`;
}

function bothSides({ above, below }: NonNullable<SeedFigure['signedRank']>): number {
  return Math.min(1, 2 * Math.min(above, below));
}
