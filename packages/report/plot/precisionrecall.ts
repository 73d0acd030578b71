import type { PrecisionRecall } from '#metrics/plot/precisionrecall';
import { html, type Markup } from '../markup.ts';
import { number } from '../number.ts';
import { heightAt } from './curve.ts';
import { frameOf, path, plotCard, sample, shares } from './frame.ts';
import { numbersOf } from './numberstable.ts';

const RECALLS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** Precision over recall, beside the share of positives that a model which knows nothing has. */
export function precisionRecallPlot(
  candidate: PrecisionRecall,
  baseline: PrecisionRecall | undefined,
): Markup {
  const frame = frameOf(shares('recall: share of positives found'), shares('precision'));
  const before =
    baseline === undefined ? null : html`<path class="curve-before" d="${path(baseline.points, frame)}"/>`;
  const precise = (curve: PrecisionRecall, recall: number) => number(heightAt(curve.points, recall));
  const sides = [candidate, ...(baseline === undefined ? [] : [baseline])];
  const { baseRate } = candidate;
  return plotCard({
    id: 'plot-precision-recall',
    title: 'Precision and recall',
    said: `Candidate: average precision ${number(candidate.average)}; where it finds half of the positives its precision is ${precise(candidate, 0.5)}.${baseline === undefined ? '' : ` Baseline: average precision ${number(baseline.average)}, precision ${precise(baseline, 0.5)} there.`} ${number(baseRate)} of the rows are positive.`,
    legend: [
      [sample('curve-now'), `candidate, average precision ${number(candidate.average)}`],
      ...(baseline === undefined
        ? []
        : [[sample('curve-before'), `baseline, ${number(baseline.average)}`] as const]),
      [sample('curve-chance'), `share of positives, ${number(baseRate)}`],
    ],
    drawing: html`${frame.axes}
<path class="curve-chance" d="${path(
      [
        [0, baseRate],
        [1, baseRate],
      ],
      frame,
    )}"/>${before}<path class="curve-now" d="${path(candidate.points, frame)}"/>`,
    table: numbersOf(
      'Precision',
      ['Recall', 'Candidate', ...(baseline === undefined ? [] : ['Baseline'])],
      RECALLS.map((recall) => [String(recall), ...sides.map((curve) => precise(curve, recall))]),
    ),
  });
}
