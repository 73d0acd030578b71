import type { RocCurve } from '#metrics/plot/roc';
import { html, type Markup } from '../markup.ts';
import { number } from '../number.ts';
import { heightAt } from './curve.ts';
import { frameOf, path, plotCard, sample, shares } from './frame.ts';
import { numbersOf } from './numberstable.ts';

/** Shares of false alarms at which the table says what is found. */
const ALARMS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75] as const;

/** The ROC curve of the candidate, and of the baseline where it has one. */
export function rocPlot(candidate: RocCurve, baseline: RocCurve | undefined): Markup {
  const frame = frameOf(shares('share of negatives taken for positives'), shares('share of positives found'));
  const before =
    baseline === undefined ? null : html`<path class="curve-before" d="${path(baseline.points, frame)}"/>`;
  const found = (curve: RocCurve, alarms: number) => number(heightAt(curve.points, alarms));
  const sides = [candidate, ...(baseline === undefined ? [] : [baseline])];
  return plotCard({
    id: 'plot-roc',
    title: 'ROC curve',
    said: `Candidate: area ${number(candidate.area)}; where 10 % of the negatives are taken for positives it finds ${found(candidate, 0.1)} of the positives.${baseline === undefined ? '' : ` Baseline: area ${number(baseline.area)}, finds ${found(baseline, 0.1)} there.`}`,
    legend: [
      [sample('curve-now'), `candidate, area ${number(candidate.area)}`],
      ...(baseline === undefined
        ? []
        : [[sample('curve-before'), `baseline, area ${number(baseline.area)}`] as const]),
      [sample('curve-chance'), 'chance'],
    ],
    drawing: html`${frame.axes}
<path class="curve-chance" d="${path(
      [
        [0, 0],
        [1, 1],
      ],
      frame,
    )}"/>${before}<path class="curve-now" d="${path(candidate.points, frame)}"/>`,
    table: numbersOf(
      'Share of positives found',
      ['Negatives taken for positives', 'Candidate', ...(baseline === undefined ? [] : ['Baseline'])],
      ALARMS.map((alarms) => [String(alarms), ...sides.map((curve) => found(curve, alarms))]),
    ),
  });
}
