import type { ConfusionMatrix } from '#metrics/plot/confusion';
import { type Content, html, type Markup } from '../markup.ts';
import { number, whole } from '../number.ts';
import { scrolling } from '../tables.ts';

/** Steps of shade; each still carries its number. */
const SHADES = 9;

/** What rows of each class were taken for: a table whose cells are shaded by their share of the row. */
export function confusionTable(
  id: string,
  title: string,
  { classes, others, counts }: ConfusionMatrix,
  weighted: boolean,
): Markup {
  const names = [
    ...classes,
    ...(others === 0 ? [] : [others === 1 ? '1 rarer class' : `${whole(others)} rarer classes`]),
  ];
  const what = weighted ? 'weight' : 'rows';
  const table = html`<table class="confusion"><caption>${what}, and their share of the true class</caption>
<thead><tr><th scope="col">true class</th>${names.map((name) => html`<th scope="col" class="number"><span class="muted">as</span> <bdi>${name}</bdi></th>`)}<th scope="col" class="number">all</th></tr></thead>
<tbody>${names.map((name, row) => matrixRow(name, counts[row] ?? [], row, names.length))}</tbody></table>`;
  return html`<div class="plot-card"><h3 id="${id}">${title}</h3>${scrolling(title, table)}</div>`;
}

function matrixRow(name: string, counts: readonly number[], row: number, size: number): Markup {
  const all = counts.reduce((sum, one) => sum + one, 0);
  const cells = Array.from({ length: size }, (_, column): Content => {
    const weight = counts[column] ?? 0;
    const share = all === 0 ? 0 : weight / all;
    const shade = weight === 0 ? 0 : Math.max(1, Math.min(SHADES, Math.ceil(share * SHADES)));
    const right = row === column ? ' right' : '';
    return html`<td class="number shade${shade}${right}">${number(weight)}<br><span class="share">${percent(share, all)}</span></td>`;
  });
  return html`<tr><th scope="row"><bdi>${name}</bdi></th>${cells}<td class="number">${number(all)}</td></tr>
`;
}

function percent(share: number, all: number): string {
  if (all === 0) return '';
  const shown = share * 100;
  return `${shown > 0 && shown < 0.1 ? '<0.1' : shown.toFixed(shown < 99.95 && shown >= 0.1 ? 1 : 0)} %`;
}
