import type { Residuals } from '#metrics/plot/residuals';
import { type Content, html, type Markup } from '../markup.ts';
import { number } from '../number.ts';
import { edged, type Frame, frameOf, path, plotCard, sample } from './frame.ts';
import { numbersOf } from './numberstable.ts';
import { outline } from './scores.ts';

const NAME = 'value less prediction';

/** Residuals over the predicted value, as a map of how many rows lie where, with their mean. */
export function residualMap(candidate: Residuals, baseline: Residuals | undefined): Markup {
  const { edges, predicted, means } = candidate;
  const frame = frameOf(edged('predicted value', predicted), edged(NAME, edges));
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const line = (of: Residuals) => path(middles(of, low, high), frame);
  const known = means.filter((mean) => mean !== null);
  return plotCard({
    id: 'plot-residuals',
    title: 'Residuals by predicted value',
    said: `Mean residuals from ${number(Math.min(...known))} to ${number(Math.max(...known))} over predicted values from ${number(predicted[0])} to ${number(predicted.at(-1))}.`,
    legend: [
      [
        html`<rect class="cell" x="10%" y="10%" width="80%" height="80%" fill-opacity="0.5"/>`,
        'rows, the stronger the more',
      ],
      [sample('curve-now'), 'mean of the candidate'],
      ...(baseline === undefined ? [] : [[sample('curve-before'), 'mean of the baseline'] as const]),
    ],
    drawing: html`${frame.axes}${cells(candidate, frame)}
<path class="zero" d="${path(
      [
        [predicted[0] ?? 0, 0],
        [predicted.at(-1) ?? 0, 0],
      ],
      frame,
    )}"/>${baseline === undefined ? null : html`<path class="curve-before" d="${line(baseline)}"/>`}<path class="curve-now" d="${line(candidate)}"/>`,
    remark: 'Above 0 the prediction is too low. What lies beyond the edges is counted at them.',
    table: numbersOf(
      'Mean of value less prediction',
      ['Predicted', 'Rows', 'Mean', ...(baseline === undefined ? [] : ['Baseline'])],
      predicted
        .slice(1)
        .map((edge, at) => [
          `${number(predicted[at])} to ${number(edge)}`,
          number((candidate.grid[at] ?? []).reduce((sum, one) => sum + one, 0)),
          shown(means[at]),
          ...(baseline === undefined ? [] : [shown(baseline.means[at])]),
        ]),
    ),
  });
}

function shown(mean: number | null | undefined): string {
  return mean === null || mean === undefined ? '' : number(mean);
}

function middles({ predicted, means }: Residuals, low: number, high: number): [number, number][] {
  return means.flatMap((mean, at): [number, number][] => {
    const middle = ((predicted[at] ?? 0) + (predicted[at + 1] ?? 0)) / 2;
    return mean === null ? [] : [[middle, Math.min(high, Math.max(low, mean))]];
  });
}

/** By the root of the count: few rows are seen beside many. */
function cells({ grid, edges, predicted }: Residuals, { x, y }: Frame): Content {
  const most = Math.max(...grid.flat(), 1e-9);
  return grid.map((column, across) =>
    column.map((weight, up) => {
      if (weight <= 0) return null;
      const [left, right] = [Number(x(predicted[across] ?? 0)), Number(x(predicted[across + 1] ?? 0))];
      const [top, bottom] = [Number(y(edges[up + 1] ?? 0)), Number(y(edges[up] ?? 0))];
      const dark = (0.08 + 0.62 * Math.sqrt(weight / most)).toFixed(2);
      return html`<rect class="cell" x="${left}" y="${top}" width="${(right - left).toFixed(2)}" height="${(bottom - top).toFixed(2)}" fill-opacity="${dark}"/>`;
    }),
  );
}

/** How residuals spread. */
export function residualHistogram(candidate: Residuals, baseline: Residuals | undefined): Markup {
  const { edges } = candidate;
  const portions = ({ counts }: Residuals) => {
    const all = counts.reduce((sum, one) => sum + one, 0) || 1;
    return counts.map((one) => one / all);
  };
  const [now, before] = [portions(candidate), baseline === undefined ? [] : portions(baseline)];
  const most = Math.max(...now, ...before, 1e-9);
  const step = most > 0.4 ? 0.25 : most > 0.16 ? 0.1 : most > 0.08 ? 0.05 : 0.02;
  const high = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round(high / step) + 1 }, (_, at) =>
    Number((at * step).toFixed(2)),
  );
  const frame = frameOf(edged(NAME, edges), {
    name: 'share of rows',
    low: 0,
    high,
    ticks,
    show: String,
  });
  const zero = (edges[0] ?? 0) <= 0 && (edges.at(-1) ?? 0) >= 0;
  return plotCard({
    id: 'plot-residual-histogram',
    title: 'Residuals',
    said: `Value less prediction, from ${number(edges[0])} to ${number(edges.at(-1))}; most rows lie at about ${number(mode(candidate))}.`,
    legend: [
      [html`<rect class="spread-yes" x="5%" y="15%" width="90%" height="70%"/>`, 'candidate'],
      ...(baseline === undefined ? [] : [[sample('curve-before'), 'baseline'] as const]),
    ],
    drawing: html`${frame.axes}<path class="spread-yes" d="${outline(edges, now, frame)}"/>${baseline === undefined ? null : html`<path class="curve-before" d="${outline(edges, before, frame)}"/>`}${
      zero
        ? html`<path class="zero" d="${path(
            [
              [0, 0],
              [0, high],
            ],
            frame,
          )}"/>`
        : null
    }`,
    table: numbersOf(
      'What the rows of each bin weigh',
      ['Value less prediction', 'Candidate', ...(baseline === undefined ? [] : ['Baseline'])],
      edges
        .slice(1)
        .map((edge, at) => [
          `${number(edges[at])} to ${number(edge)}`,
          ...[candidate, ...(baseline === undefined ? [] : [baseline])].map(({ counts }) =>
            number(counts[at] ?? 0),
          ),
        ]),
    ),
  });
}

function mode({ counts, edges }: Residuals): number {
  const at = counts.indexOf(Math.max(...counts));
  return ((edges[at] ?? 0) + (edges[at + 1] ?? 0)) / 2;
}
