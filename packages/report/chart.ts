import { byUrgency, gateBadge } from './badge.ts';
import type { SliceRow, SliceTable } from './comparison.ts';
import { html, type Markup } from './markup.ts';
import { known, number } from './number.ts';

/** What the dots of one measure are drawn on: values from `low` to `high`, in the measure's unit. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** both ends as they are written */
  readonly names: readonly [string, string];
}

/** Round ends that hold every candidate, baseline and bound shown; null where nothing is known. */
export function scaleOf({ rows, whole }: SliceTable): Scale | null {
  const figures = [...rows.map(({ figure }) => figure), ...(whole === null ? [] : [whole])];
  const bounds = rows.flatMap(({ gates }) => gates.map(({ bound }) => bound));
  const all = [...figures.flatMap(({ candidate, baseline }) => [candidate, baseline]), ...bounds];
  const values = all.filter(known);
  if (values.length === 0) return null;
  const low = values.reduce((one, other) => Math.min(one, other));
  const high = values.reduce((one, other) => Math.max(one, other));
  return rounded(low, high);
}

/** The ends are multiples of 1, 2 or 5 times a power of ten, about an eighth of the range apart. */
export function rounded(low: number, high: number): Scale {
  const raw = (high - low || Math.abs(high) || 1) / 8;
  const power = Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((one) => one * 10 ** power >= raw) ?? 10;
  const step = factor * 10 ** power;
  const ends = [Math.floor(low / step - 0.25) * step, Math.ceil(high / step + 0.25) * step] as const;
  const decimals = Math.min(20, Math.max(0, factor === 10 ? -power - 1 : -power));
  return { low: ends[0], high: ends[1], names: [ends[0].toFixed(decimals), ends[1].toFixed(decimals)] };
}

/**
 * One slice as dots on a line: baseline hollow, candidate filled, each gate's bound a tick, all rows a dashed
 * line. Positions are percentages, so that it fits any width without being distorted.
 */
export function dots({ figure, gates }: SliceRow, whole: number | null, scale: Scale): Markup {
  const at = (value: number) => `${(((value - scale.low) / (scale.high - scale.low)) * 100).toFixed(2)}%`;
  const { candidate, baseline } = figure;
  const worst = byUrgency(gates)[0];
  const tone = worst === undefined ? '' : gateBadge(worst).tone;
  const spoken = `candidate ${number(candidate)}${baseline === undefined ? '' : `, baseline ${number(baseline)}`}`;
  const line = (kind: string, x: string, from: string, to: string) =>
    html`<line class="${kind}" x1="${x}" x2="${x}" y1="${from}" y2="${to}"/>`;
  return html`<svg role="img" aria-label="${spoken}"><title>${spoken}</title>
<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>
${whole === null ? null : line('whole', at(whole), '0', '100%')}
${gates.flatMap(({ bound }) => (known(bound) ? [line('bound', at(bound), '22%', '78%')] : []))}
${known(candidate) && known(baseline) ? html`<line class="link" x1="${at(baseline)}" x2="${at(candidate)}" y1="50%" y2="50%"/>` : null}
${known(baseline) ? html`<circle class="baseline" cx="${at(baseline)}" cy="50%" r="4.5"/>` : null}
${known(candidate) ? html`<circle class="candidate ${tone}" cx="${at(candidate)}" cy="50%" r="5.5"/>` : null}
</svg>`;
}

/** What the signs of `dots` mean; only those that occur. */
export function legend({ rows, whole }: SliceTable): Markup {
  const signs = [
    [true, html`<circle class="candidate" cx="50%" cy="50%" r="5.5"/>`, 'candidate'],
    [
      rows.some(({ figure }) => known(figure.baseline)),
      html`<circle class="baseline" cx="50%" cy="50%" r="4.5"/>`,
      'baseline',
    ],
    [
      rows.some(({ gates }) => gates.some(({ bound }) => known(bound))),
      html`<line class="bound" x1="50%" x2="50%" y1="15%" y2="85%"/>`,
      'bound of a gate',
    ],
    [
      whole !== null,
      html`<line class="whole" x1="50%" x2="50%" y1="0" y2="100%"/>`,
      'candidate over all rows',
    ],
  ] as const;
  const items = signs.filter(([occurs]) => occurs);
  return html`<ul class="legend">${items.map(([, sign, name]) => html`<li><svg aria-hidden="true">${sign}</svg>${name}</li>`)}</ul>`;
}
