import { html, type Markup } from '../markup.ts';
import { scrolling } from '../tables.ts';

/** Numbers under their names; the first cell of each row says what they are of. */
export function numbersOf(
  caption: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Markup {
  const [first = '', ...others] = names;
  const heads = html`<thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>`;
  const body = rows.map(
    ([
      name = '',
      ...cells
    ]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>
`,
  );
  return scrolling(caption, html`<table><caption>${caption}</caption>${heads}<tbody>${body}</tbody></table>`);
}
