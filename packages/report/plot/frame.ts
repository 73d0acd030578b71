import { type Content, html, type Markup } from '../markup.ts';
import { whole } from '../number.ts';

/** One axis of a plot: what it runs over, and what is written at it. */
export interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** values with a line and a number */
  readonly ticks: readonly number[];
  readonly show: (value: number) => string;
}

/** Where values lie in the drawing. */
export interface Frame {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
  readonly axes: Markup;
}

/** The drawing's own units; it is shown at about this size, so that its text is as large as that around it. */
const SIZE = { width: 340, height: 290 } as const;
const BOX = { left: 52, right: 330, top: 10, bottom: 244 } as const;

/** Both axes with their lines, numbers and names. */
export function frameOf(across: Axis, up: Axis): Frame {
  const scaled =
    ({ low, high }: Axis, from: number, to: number) =>
    (value: number) =>
      unit(from + ((to - from) * (value - low)) / (high - low || 1));
  const [x, y] = [scaled(across, BOX.left, BOX.right), scaled(up, BOX.bottom, BOX.top)];
  const [middle, centre] = [(BOX.left + BOX.right) / 2, (BOX.top + BOX.bottom) / 2];
  const last = across.ticks.length - 1;
  const anchor = (at: number) => (at === last && across.ticks[at] === across.high ? 'end' : 'middle');
  const axes = html`${up.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${BOX.left - 6}" y="${y(tick)}" dy="4" text-anchor="end">${up.show(tick)}</text>`,
  )}${across.ticks.map(
    (tick, at) =>
      html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${BOX.top}" y2="${BOX.bottom}"/><text x="${x(tick)}" y="${BOX.bottom + 16}" text-anchor="${anchor(at)}">${across.show(tick)}</text>`,
  )}<text class="axis" x="${middle}" y="${SIZE.height - 10}" text-anchor="middle">${across.name}</text><text class="axis" x="10" y="${centre}" dy="4" text-anchor="middle" transform="rotate(-90 10 ${centre})">${up.name}</text>`;
  return { x, y, axes };
}

/** Hundredths of a unit are nowhere seen. */
function unit(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Shares from 0 to 1. */
export function shares(name: string): Axis {
  return { name, low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], show: String };
}

/** A number at an axis: round ones are short. */
function short(value: number): string {
  const size = Math.abs(value);
  return size >= 1e6
    ? value.toExponential(1)
    : size >= 1000
      ? whole(value)
      : String(Number(value.toPrecision(4)));
}

/** From the first to the last of these edges, with at most `most` of them named. */
export function edged(name: string, edges: readonly number[], most = 5): Axis {
  const width = (edges[1] ?? 1) - (edges[0] ?? 0);
  const step = [1, 2, 5, 10, 20, 50].find((one) => edges.length - 1 <= one * most) ?? 100;
  const ticks = edges.filter((edge) => Math.round(edge / width) % step === 0);
  return { name, low: edges[0] ?? 0, high: edges.at(-1) ?? 1, ticks, show: short };
}

/** Straight lines from point to point. */
export function path(points: readonly (readonly [number, number])[], { x, y }: Frame): string {
  return points.map(([across, up], at) => `${at === 0 ? 'M' : 'L'}${x(across)} ${y(up)}`).join('');
}

export interface Plot {
  /** of its elements: a letter first, none twice in a page */
  readonly id: string;
  readonly title: string;
  /** what one sees, in words */
  readonly said: string;
  /** signs and what they mean */
  readonly legend: readonly (readonly [Markup, string])[];
  readonly drawing: Content;
  readonly remark?: string;
  /** the same in numbers */
  readonly table: Markup;
}

/** A plot with its heading, its words for those who do not see it, and its numbers below. */
export function plotCard({ id, title, said, legend, drawing, remark, table }: Plot): Markup {
  const signs = legend.map(([sign, name]) => html`<li><svg aria-hidden="true">${sign}</svg>${name}</li>`);
  return html`<div class="plot-card"><h3 id="${id}">${title}</h3>
<figure>
<svg role="img" viewBox="0 0 ${SIZE.width} ${SIZE.height}" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${said}</desc>
${drawing}
</svg>${signs.length === 0 ? null : html`<ul class="legend">${signs}</ul>`}${remark === undefined ? null : html`<figcaption class="muted">${remark}</figcaption>`}
<details><summary>${title} as a table</summary>${table}</details></figure></div>`;
}

/** A sample of a line, for a legend. */
export function sample(kind: string): Markup {
  return html`<line class="${kind}" x1="0" x2="100%" y1="50%" y2="50%"/>`;
}
