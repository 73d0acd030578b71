import type { ScoreGroup, ScoreSpread } from '#metrics/plot/scores';
import { html, type Markup } from '../markup.ts';
import { number } from '../number.ts';
import { edged, type Frame, frameOf, plotCard, shares } from './frame.ts';
import { numbersOf } from './numberstable.ts';

/** How scores spread in both groups, each as shares of its own rows, so that a rare group is seen too. */
export function scoresPlot(name: string, candidate: ScoreSpread, baseline: ScoreSpread | undefined): Markup {
  const { edges, groups } = candidate;
  const all = groups.map(portions);
  const most = Math.max(...all.flat(), 1e-9);
  const step = most > 0.4 ? 0.25 : most > 0.16 ? 0.1 : 0.05;
  const high = Math.min(1, Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.round(high / step) + 1 }, (_, at) =>
    Number((at * step).toFixed(2)),
  );
  const frame = frameOf(edged(name, edges), {
    ...shares('share of the rows of its kind'),
    high,
    ticks,
  });
  const kinds = ['spread-yes', 'spread-no'] as const;
  return plotCard({
    id: 'plot-scores',
    title: 'Scores by class',
    said: groups.map((group) => `${group.name}: median about ${number(median(group, edges))}`).join('; '),
    legend: groups.map((group, at) => [
      html`<rect class="${kinds[at] ?? ''}" x="5%" y="15%" width="90%" height="70%"/>`,
      `${group.name}, ${number(total(group))} ${total(group) === 1 ? 'row' : 'rows'}`,
    ]),
    drawing: html`${frame.axes}${all
      .map((portion, at) => html`<path class="${kinds[at] ?? ''}" d="${outline(edges, portion, frame)}"/>`)
      .toReversed()}`,
    table: numbersOf(
      'What the rows of each bin weigh',
      [
        'Score',
        ...groups.map((group) => `Candidate: ${group.name}`),
        ...(baseline?.groups ?? []).map((group) => `Baseline: ${group.name}`),
      ],
      edges
        .slice(1)
        .map((edge, at) => [
          `${number(edges[at])} to ${number(edge)}`,
          ...[...groups, ...(baseline?.groups ?? [])].map(({ counts }) => number(counts[at] ?? 0)),
        ]),
    ),
  });
}

function total({ counts }: ScoreGroup): number {
  return counts.reduce((sum, one) => sum + one, 0);
}

function portions(group: ScoreGroup): number[] {
  const all = total(group) || 1;
  return group.counts.map((one) => one / all);
}

/** The middle of the bin in which half of the rows are reached. */
function median(group: ScoreGroup, edges: readonly number[]): number {
  let sum = 0;
  const at = group.counts.findIndex((one) => {
    sum += one;
    return sum >= total(group) / 2;
  });
  return ((edges[at] ?? 0) + (edges[at + 1] ?? 0)) / 2;
}

/** The upper edge of bars that stand side by side, down to the floor at both ends. */
export function outline(edges: readonly number[], heights: readonly number[], { x, y }: Frame): string {
  const steps = heights.map((height, at) => `V${y(height)}H${x(edges[at + 1] ?? 0)}`);
  return `M${x(edges[0] ?? 0)} ${y(0)}${steps.join('')}V${y(0)}Z`;
}
