import type { Histogram } from '#judge/drift/sketch';
import { html, type Markup } from '../markup.ts';
import { number } from '../number.ts';
import { percent } from './words.ts';

/** The plot's floor within the drawing, in percent: names are written below it. */
const FLOOR = 78;

/**
 * Reference and current data side by side, a pair of bars a bin or category; the reference is a pale
 * bar with an outline, so that it is told apart without colour. Positions are percentages: it fits any width.
 */
export function histogramChart({ names, edges, reference, current }: Histogram, title: string): Markup {
  const highest = Math.max(...reference, ...current, 1e-9);
  const slot = 100 / reference.length;
  const said = reference.map(
    (share, at) => `${nameOf(at, names, edges)}: ${percent(share)} before, ${percent(current[at] ?? 0)} now`,
  );
  const bar = (kind: string, at: number, share: number, offset: number) => {
    const height = (share / highest) * (FLOOR - 6);
    return html`<rect class="${kind}" x="${p(at * slot + slot * (0.08 + offset))}" width="${p(slot * 0.42)}" y="${p(FLOOR - height)}" height="${p(height)}"/>`;
  };
  return html`<figure class="histogram"><svg role="img" aria-label="${title}: reference and current data"><title>${title}</title><desc>${said.join('; ')}</desc>
<line class="track" x1="0" x2="100%" y1="${p(FLOOR)}" y2="${p(FLOOR)}"/>
${reference.map((share, at) => html`<g><title>${said[at] ?? ''}</title>${bar('before-bar', at, share, 0)}${bar('now-bar', at, current[at] ?? 0, 0.42)}</g>`)}
${labels(names, edges, slot)}
</svg></figure>`;
}

function p(value: number): string {
  return `${value.toFixed(2)}%`;
}

function nameOf(at: number, names: Histogram['names'], edges: Histogram['edges']): string {
  if (names !== null) return names[at] ?? '';
  return `${number(edges?.[at])} to ${number(edges?.[at + 1])}`;
}

/** Both ends of numbers, or the names of categories where there is room for them. */
function labels(names: Histogram['names'], edges: Histogram['edges'], slot: number): Markup {
  if (names === null) {
    return html`<text x="0" y="95%">${number(edges?.[0])}</text><text x="100%" y="95%" text-anchor="end">${number(edges?.at(-1))}</text>`;
  }
  const room = Math.max(2, Math.floor((slot / 100) * 46));
  const short = (name: string) => (name.length > room ? `${name.slice(0, room - 1)}…` : name);
  return html`${names.map((name, at) => html`<text x="${p(at * slot + slot / 2)}" y="95%" text-anchor="middle">${short(name)}</text>`)}`;
}

/** What the two kinds of bars are. */
export function histogramLegend(): Markup {
  const bar = (kind: string) =>
    html`<svg aria-hidden="true"><rect class="${kind}" x="20%" y="10%" width="60%" height="80%"/></svg>`;
  return html`<ul class="legend"><li>${bar('before-bar')}reference</li><li>${bar('now-bar')}now</li></ul>`;
}
