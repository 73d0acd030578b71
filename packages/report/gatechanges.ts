import type { Verdict } from '#judge/verdict';
import { wrap } from './cell.ts';
import { code, table } from './markdown.ts';
import { type Content, html } from './markup.ts';
import { head, scrolling } from './tables.ts';
import { loggable } from './visible.ts';

type Told = Pick<Verdict, 'changes'>;

const TITLE = 'Gates changed here';
const BOTH = 'Judged as they were and as they are: both have to hold.';
const NONE = 'none';

/** What the change made of the gates, as Markdown; empty where it made nothing of them. `cap`: rows at most. */
export function gateChanges({ changes = [] }: Told, cap: number): string {
  if (changes.length === 0) return '';
  const cell = (gate: string | null) => (gate === null ? NONE : code(gate));
  const rows = changes.slice(0, cap).map(({ before, now }) => [cell(before), cell(now)]);
  const rest = changes.length - rows.length;
  const more = rest > 0 ? `\n\n*${rest} more in the report.*` : '';
  return `### ${TITLE}\n\n${BOTH}\n\n${table(['Before', 'Now'], ['left', 'left'], rows)}${more}`;
}

/** The same as a section of a page. */
export function gateChangesSection({ changes = [] }: Told): Content {
  if (changes.length === 0) return null;
  const cell = (gate: string | null) => html`<td>${gate === null ? NONE : html`<code>${gate}</code>`}</td>`;
  return html`<section aria-labelledby="changes"><h2 id="changes">${TITLE}</h2>
<p>${BOTH}</p>
${scrolling(
  TITLE,
  html`<table><caption>Gates as they were and as they are</caption>${head('Before', 'Now')}
<tbody>${changes.map(({ before, now }) => html`<tr>${cell(before)}${cell(now)}</tr>`)}</tbody></table>`,
)}</section>`;
}

/** The same as lines for a terminal of so many columns. */
export function gateChangeLines({ changes = [] }: Told, width: number): string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ before, now }) =>
    wrap(loggable(`${before ?? NONE} -> ${now ?? NONE}`), width - 4).map(
      (line, at) => `  ${at === 0 ? '' : '  '}${line}`,
    ),
  );
  return [`  ${TITLE}`, ...lines];
}
