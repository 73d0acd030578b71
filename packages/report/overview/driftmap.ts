import { type Content, html, type Markup } from '../markup.ts';
import { instant, number } from '../number.ts';
import { scrolling } from '../tables.ts';
import type { Happening, Shift } from './happening.ts';

/** Watches and columns that are shown. */
const SHOWN = { watches: 12, columns: 24 } as const;

/**
 * How far each column had moved at each watch: a row a column, those that moved farthest first, a column a watch. A
 * bar shows the amount beside its bound; what drifted bears a sign.
 */
export function driftMap(happenings: readonly Happening[]): Content {
  const watches = happenings.filter(({ shifts }) => shifts.length > 0).slice(-SHOWN.watches);
  if (watches.length === 0) return null;
  const names = [...new Set(watches.flatMap(({ shifts }) => shifts.map(({ column }) => column)))];
  const farthest = (column: string) =>
    Math.max(...watches.map(({ shifts }) => ratio(shifts.find((one) => one.column === column))));
  const order = names.toSorted((one, other) => farthest(other) - farthest(one));
  const head = watches.map(
    ({ time, what }) =>
      html`<th scope="col"><time datetime="${time}">${instant(time)}</time><br/><span class="muted">${what}</span></th>`,
  );
  const rows = order.slice(0, SHOWN.columns).map(
    (
      column,
    ) => html`<tr><th scope="row"><code>${column}</code></th>${watches.map(({ shifts }) => cell(shifts.find((one) => one.column === column)))}</tr>
`,
  );
  const more = order.length - SHOWN.columns;
  const caption = `How far each column of the live data is from the reference; ⚑ drifted${more > 0 ? `; ${more} more moved less` : ''}`;
  return html`<section aria-labelledby="drift"><h2 id="drift">Drift</h2>${scrolling(
    'Drift by column and watch',
    html`<table class="drift"><caption>${caption}</caption><thead><tr><th scope="col">Column</th>${head}</tr></thead><tbody>${rows}</tbody></table>`,
  )}</section>`;
}

/** Times the bound; what has no bound counts by its amount. */
function ratio(shift: Shift | undefined): number {
  if (shift === undefined || shift.amount === null) return -1;
  return shift.bound === null || shift.bound === 0 ? shift.amount : shift.amount / shift.bound;
}

function cell(shift: Shift | undefined): Markup {
  if (shift === undefined) return html`<td class="muted">not watched</td>`;
  if (shift.amount === null) return html`<td class="muted">not compared</td>`;
  const { amount, bound, drifted } = shift;
  const full = (bound === null ? Math.max(amount, 1) : bound) * 2;
  const width = Math.min(100, (amount / full) * 100);
  const said = `${number(amount)}${bound === null ? '' : `, bound ${number(bound)}`}${drifted ? ', drifted' : ''}`;
  return html`<td><svg class="amount ${drifted ? 'bad' : 'good'}" role="img" aria-label="${said}"><title>${said}</title><rect class="back" width="100%" height="100%" rx="2"/><rect class="bar" width="${width.toFixed(1)}%" height="100%" rx="2"/>${bound === null ? null : html`<line class="bound" x1="50%" x2="50%" y1="0" y2="100%"/>`}</svg>
<span class="figure">${number(amount)}${drifted ? ' ⚑' : ''}</span></td>`;
}
