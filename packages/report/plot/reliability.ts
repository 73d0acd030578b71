import { wilson } from '#judge/inference/proportion';
import type { ReliabilityBin } from '#metrics/plot/reliability';
import { type Content, html, type Markup } from '../markup.ts';
import { count, number, whole } from '../number.ts';
import { type Frame, frameOf, path, plotCard, sample, shares } from './frame.ts';
import { numbersOf } from './numberstable.ts';

/** Of the two-sided interval of a share at 95 %. */
const QUANTILE = 1.959963984540054;

/** How high the bar of the fullest bin stands. */
const BAR = 0.16;

/** Whose probabilities: of the positive class, or of the class that a row was taken for. */
export type Claim = 'positive' | 'chosen class';

/**
 * What came true beside what was claimed, a point a bin with the interval of its share (Wilson 1927) where rows count
 * alike; how many rows a bin has as bars below.
 */
export function reliabilityPlot(
  claim: Claim,
  candidate: readonly ReliabilityBin[],
  baseline: readonly ReliabilityBin[] | undefined,
  weighted: boolean,
): Markup {
  const true_ = claim === 'positive' ? 'share that is positive' : 'share that is right';
  const frame = frameOf(shares(`probability of the ${claim}`), shares(true_));
  const worst = candidate.reduce<ReliabilityBin | null>(
    (one, other) => (one === null || gap(other) * other.weight > gap(one) * one.weight ? other : one),
    null,
  );
  const line = (bins: readonly ReliabilityBin[]) =>
    path(
      bins.map(({ claimed, observed }) => [claimed, observed]),
      frame,
    );
  const before = baseline === undefined ? null : html`<path class="curve-before" d="${line(baseline)}"/>`;
  return plotCard({
    id: 'plot-reliability',
    title: 'Reliability',
    said: `${count(candidate.length, 'bin')} of the probability.${worst === null ? '' : ` The gap that counts most: claimed ${number(worst.claimed)}, came true ${number(worst.observed)}, on ${count(worst.rows, 'row')}.`}`,
    legend: [
      [
        html`<line class="curve-now" x1="0" x2="100%" y1="50%" y2="50%"/><circle class="dot-now" cx="50%" cy="50%" r="3.5"/>`,
        'candidate',
      ],
      ...(baseline === undefined ? [] : [[sample('curve-before'), 'baseline'] as const]),
      [sample('curve-chance'), 'as claimed'],
      [html`<rect class="count-bar" x="20%" y="20%" width="60%" height="80%"/>`, 'rows'],
    ],
    drawing: html`${frame.axes}${bars(candidate, frame)}
<path class="curve-chance" d="${path(
      [
        [0, 0],
        [1, 1],
      ],
      frame,
    )}"/>${before}<path class="curve-now thin" d="${line(candidate)}"/>${weighted ? null : whiskers(candidate, frame)}${candidate.map(
      ({ claimed, observed }) =>
        html`<circle class="dot-now" cx="${frame.x(claimed)}" cy="${frame.y(observed)}" r="3.5"/>`,
    )}`,
    table: tableOf(candidate, baseline),
  });
}

function gap({ claimed, observed }: ReliabilityBin): number {
  return Math.abs(claimed - observed);
}

function bars(bins: readonly ReliabilityBin[], { x, y }: Frame): Content {
  const most = Math.max(...bins.map(({ weight }) => weight));
  return bins.map(({ low, high, weight }) => {
    const top = Number(y((BAR * weight) / most));
    return html`<rect class="count-bar" x="${x(low)}" width="${(Number(x(high)) - Number(x(low)) - 1).toFixed(2)}" y="${top}" height="${(Number(y(0)) - top).toFixed(2)}"/>`;
  });
}

function whiskers(bins: readonly ReliabilityBin[], { x, y }: Frame): Content {
  return bins.map(({ claimed, observed, rows }) => {
    const [low, high] = wilson(observed * rows, rows, QUANTILE);
    return html`<line class="whisker" x1="${x(claimed)}" x2="${x(claimed)}" y1="${y(low)}" y2="${y(high)}"/>`;
  });
}

function tableOf(
  candidate: readonly ReliabilityBin[],
  baseline: readonly ReliabilityBin[] | undefined,
): Markup {
  const names = ['Rows', 'Claimed', 'Came true'];
  const cells = (bin: ReliabilityBin | undefined) =>
    bin === undefined ? ['0', '', ''] : [whole(bin.rows), number(bin.claimed), number(bin.observed)];
  const lows = new Set([...candidate, ...(baseline ?? [])].map(({ low }) => low));
  const rows = [...lows]
    .sort((one, other) => one - other)
    .map((low) => {
      const of = (bins: readonly ReliabilityBin[]) => bins.find((bin) => bin.low === low);
      const high = (of(candidate) ?? of(baseline ?? []))?.high;
      const beside = baseline === undefined ? [] : cells(of(baseline));
      return [`${low.toFixed(3)} to ${(high ?? 1).toFixed(3)}`, ...cells(of(candidate)), ...beside];
    });
  const beside = baseline === undefined ? [] : names.map((name) => `Baseline: ${name.toLowerCase()}`);
  return numbersOf('What was claimed and what came true', ['Probability', ...names, ...beside], rows);
}
