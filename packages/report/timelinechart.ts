import type { Decision } from '#judge/verdict';
import { type Badge, decisionBadge, decisionOf } from './badge.ts';
import { rounded, type Scale } from './chart.ts';
import { spelledSpan } from './gatecells.ts';
import { type Content, html, type Markup } from './markup.ts';
import { count, instant, known, number } from './number.ts';
import { head, scrolling } from './tables.ts';
import { commitName, type Point, type Timeline } from './timeline.ts';

/** The plot's borders within the drawing, in percent: names of values on the left, commits below. */
const BOX = { left: 11, right: 98, top: 10, bottom: 76 } as const;
/** Commits that are named below: in a wide window, and in a narrow one. */
const NAMED = { wide: 7, narrow: 3 } as const;

/**
 * One measure over commits as a drawing, with a title and a description for those who do not see it and a table of
 * the same below. Every state has a shape of its own beside its colour. Positions are percentages, so that it fits any
 * width without being distorted.
 */
export function timelineChart(timeline: Timeline, id: string): Markup {
  const { points, bounds, baseline } = timeline;
  const spans = points.flatMap(({ interval = [] }) => [...interval]);
  const values = [
    ...points.map(({ value }) => value),
    ...spans,
    ...bounds.map(({ value }) => value),
    baseline,
  ];
  const numbers = values.filter(known);
  const scale = rounded(Math.min(...numbers), Math.max(...numbers));
  const x = (index: number) => percent(BOX.left + ((BOX.right - BOX.left) * (index + 0.5)) / points.length);
  const y = (value: number) =>
    percent(BOX.bottom - ((BOX.bottom - BOX.top) * (value - scale.low)) / (scale.high - scale.low));
  return html`<figure class="timeline">${legend(timeline)}
<svg role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${titleOf(timeline)}</title><desc id="${id}-text">${descriptionOf(timeline)}</desc>
${frame(scale, y)}${lines(timeline, y)}
${steps(points, x, y)}
${points.map((point, index) => whisker(point, x(index), y))}
${points.map((point, index) => mark(point, x(index), y, index === points.length - 1))}
${commits(points, x)}
</svg>${remark(timeline)}
<details><summary>${timeline.metric} over time as a table</summary>${tableOf(timeline)}</details></figure>`;
}

type Across = (index: number) => string;
type Up = (value: number) => string;

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

function titleOf({ metric, points }: Timeline): string {
  return `${metric} over the last ${count(points.length, 'evaluation')}`;
}

function descriptionOf({ points, bounds, baseline }: Timeline): string {
  const all = points.map(({ value }) => value).filter(known);
  const [first, last] = [points[0], points.at(-1)];
  const range = `From ${number(Math.min(...all))} to ${number(Math.max(...all))}`;
  const time = first === undefined ? '' : `, the first of ${instant(first.time)}`;
  const now = last === undefined ? '' : `, now ${number(last.value)}, ${last.decision}`;
  const limits = bounds.map(({ text }) => ` Bound of a gate: ${text}.`).join('');
  return `${range}${time}${now}.${limits}${baseline === null ? '' : ` Baseline: ${number(baseline)}.`}`;
}

/** Both ends of the scale, as lines with their values. */
function frame(scale: Scale, y: Up): Markup {
  const ends = [
    [scale.high, scale.names[1]],
    [scale.low, scale.names[0]],
  ] as const;
  return html`${ends.map(
    ([value, name]) =>
      html`<line class="track" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/><text class="end" x="0" y="${y(value)}" dy="-4">${name}</text>`,
  )}`;
}

/** Bounds of gates, and the baseline, across. */
function lines({ bounds, baseline }: Timeline, y: Up): Content {
  const across = (kind: string, value: number) =>
    html`<line class="${kind}" x1="${percent(BOX.left)}" x2="100%" y1="${y(value)}" y2="${y(value)}"/>`;
  return [
    baseline === null ? null : across('before', baseline),
    bounds.map(({ value }) => across('limit', value)),
  ];
}

/** From each value to the next; nothing where one is missing. */
function steps(points: readonly Point[], x: Across, y: Up): Content {
  return points.slice(1).map(({ value }, index) => {
    const before = points[index]?.value;
    if (!known(before) || !known(value)) return null;
    return html`<line class="step" x1="${x(index)}" y1="${y(before)}" x2="${x(index + 1)}" y2="${y(value)}"/>`;
  });
}

/** The interval of a value, where it is known. */
function whisker({ interval }: Point, x: string, y: Up): Content {
  if (interval === undefined || !interval.every(known)) return null;
  const [low, high] = interval;
  return html`<line class="span" x1="${x}" x2="${x}" y1="${y(low)}" y2="${y(high)}"/>`;
}

function mark(point: Point, x: string, y: Up, current: boolean): Content {
  if (!known(point.value)) return null;
  const tone = decisionOf(point.decision)?.tone ?? 'open';
  const said = `${commitName(point)}, ${instant(point.time)}: ${number(point.value)}, ${point.decision}`;
  const ring = current ? html`<circle class="ring" r="9.5"/>` : null;
  return html`<svg class="mark ${tone}" x="${x}" y="${y(point.value)}"><title>${said}</title>${ring}${SHAPES[tone]}</svg>
`;
}

const SHAPES: Readonly<Record<Badge['tone'], Markup>> = {
  good: html`<circle class="full" r="5"/>`,
  warn: html`<path class="full" d="M0 -6.5L6.5 5.5H-6.5Z"/>`,
  bad: html`<path class="cross" d="M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5"/>`,
  open: html`<circle class="hollow" r="4.5"/>`,
};

/** Short names of commits, as many as there is room for, the last among them. */
function commits(points: readonly Point[], x: Across): Content {
  const [wide, narrow] = [spread(points.length, NAMED.wide), spread(points.length, NAMED.narrow)];
  return [...new Set([...narrow, ...wide])].map((index) => {
    const point = points[index];
    if (point === undefined) return null;
    const kind = narrow.includes(index) ? (wide.includes(index) ? 'tick' : 'tick narrow') : 'tick wide';
    return html`<text class="${kind}" x="${x(index)}" y="96%" text-anchor="${anchorOf(index, points.length)}">${commitName(point)}</text>`;
  });
}

function anchorOf(index: number, amount: number): string {
  if (amount < 4) return 'middle';
  return index === 0 ? 'start' : index === amount - 1 ? 'end' : 'middle';
}

/** Whole numbers below `amount`, at most `most` of them, evenly apart, the last among them. */
export function spread(amount: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(amount / most));
  return Array.from({ length: amount }, (_, index) => index).filter(
    (index) => (amount - 1 - index) % step === 0,
  );
}

function legend({ points, bounds, baseline }: Timeline): Markup {
  const decisions = [...new Set(points.filter(({ value }) => known(value)).map(({ decision }) => decision))];
  const states = decisions.map((decision): [Markup, string] => {
    const tone = decisionOf(decision)?.tone ?? 'open';
    return [html`<svg class="mark ${tone}" x="50%" y="50%">${SHAPES[tone]}</svg>`, decision];
  });
  const line = (kind: string) => html`<line class="${kind}" x1="0" x2="100%" y1="50%" y2="50%"/>`;
  const signs: [Markup, string][] = [
    ...states,
    ...(points.some(({ interval }) => interval !== undefined)
      ? [[html`<line class="span" x1="50%" x2="50%" y1="0" y2="100%"/>`, 'interval'] as [Markup, string]]
      : []),
    ...(bounds.length > 0
      ? [[line('limit'), `bound of a gate: ${bounds.map(({ text }) => text).join(', ')}`] as [Markup, string]]
      : []),
    ...(baseline === null ? [] : [[line('before'), `baseline: ${number(baseline)}`] as [Markup, string]]),
  ];
  return html`<ul class="legend">${signs.map(([sign, name]) => html`<li><svg aria-hidden="true">${sign}</svg>${name}</li>`)}</ul>`;
}

function remark({ points, direction }: Timeline): Content {
  const other = points.filter(({ otherData }) => otherData).length;
  const better =
    direction === 'none' ? '' : direction === 'lower-is-better' ? 'Lower is better.' : 'Higher is better.';
  const data = other === 0 ? '' : `${count(other, 'earlier evaluation')} judged on other data.`;
  const said = [better, data].filter((one) => one !== '').join(' ');
  return said === '' ? null : html`<figcaption class="muted">${said}</figcaption>`;
}

function tableOf({ metric, points }: Timeline): Markup {
  const mixed = points.some(({ otherData }) => otherData);
  const rows = points.toReversed().map(
    (
      point,
    ) => html`<tr><td class="time"><time datetime="${point.time}">${instant(point.time)}</time></td><td><code>${commitName(point)}</code></td>
<td class="number">${number(point.value)}${point.interval === undefined ? null : html`<br><span class="muted">${spelledSpan(point.interval)}</span>`}</td><td>${badgeOf(point)}</td>${mixed ? html`<td>${point.otherData ? 'other' : ''}</td>` : null}</tr>
`,
  );
  const names = ['When', 'Commit', 'Value', 'Verdict', ...(mixed ? ['Data'] : [])];
  const table = html`<table><caption>${metric}, the newest first</caption>${head(...names)}<tbody>${rows}</tbody></table>`;
  return scrolling(`${metric} over time`, table);
}

function badgeOf({ decision }: Point): Markup {
  const { tone, sign } = decisionOf(decision) ?? decisionBadge('inconclusive' satisfies Decision);
  return html`<span class="badge ${tone}">${sign} ${decision}</span>`;
}
