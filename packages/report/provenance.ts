import type { Verdict } from '#judge/verdict';
import { link, type RunFacts, revision } from './facts.ts';
import { type Content, html, type Markup } from './markup.ts';
import { bytes, count, duration, instant } from './number.ts';
import { head, scrolling } from './tables.ts';

/** Where the model comes from, as a line below the verdict. */
export function origin(facts: RunFacts): Markup {
  const run = link(facts.url);
  return html`<ul class="facts">
<li>${revision(facts)}</li>
<li><time datetime="${facts.time}">${instant(facts.time)}</time></li>
${run === null ? null : html`<li><a href="${run}" rel="noreferrer">The run</a></li>`}
</ul>`;
}

/** What each stage of the chain came to. */
export function stagesTable({ stages }: RunFacts): Content {
  if (stages.length === 0) return null;
  const rows = stages.map(
    ({ stage, state, seconds, savedSeconds, why }) => html`<tr><th scope="row">${stage}</th><td>${state}</td>
<td class="number">${duration(seconds)}</td><td class="number">${savedSeconds === undefined ? '' : duration(savedSeconds)}</td>
<td class="prose">${why}</td></tr>
`,
  );
  const spent = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const table = html`<table><caption>${duration(spent)} in all</caption>
${head('Stage', 'State', 'Time', 'Saved', 'Why')}<tbody>${rows}</tbody></table>`;
  return html`<section aria-labelledby="stages"><h2 id="stages">Stages</h2>${scrolling('Stages', table)}</section>`;
}

/** Everything that went in, by its digest: enough to find or to check each. */
export function digestsTable({ baseline }: Verdict, facts: RunFacts): Markup {
  const { predictions } = facts;
  const file =
    predictions === null
      ? ''
      : `${predictions.file}, ${count(predictions.rows, 'row')}, ${bytes(predictions.bytes)}`;
  const entries: readonly (readonly [string, string, string | null])[] = [
    ['Model', facts.model, facts.modelDigest],
    ...facts.data.map(({ name, digest }) => ['Data', name, digest] as const),
    ['Environment', '', facts.environment],
    ['Predictions', file, predictions?.digest ?? null],
    [
      'Baseline',
      baseline.kind === 'absent' ? '' : `${baseline.kind} ${baseline.name}`,
      baseline.kind === 'absent' ? null : baseline.digest,
    ],
    ['Commit', facts.branch ?? '', facts.commit],
  ];
  const rows = entries.map(
    ([kind, name, digest]) => html`<tr><th scope="row">${kind}</th><td class="name">${name}</td>
<td class="digest">${digest === null ? html`<span class="muted">not known</span>` : html`<code>${digest}</code>`}</td></tr>
`,
  );
  const table = html`<table><caption>SHA-256 of what went in, and the commit</caption>
${head('What', 'Name', 'Digest')}<tbody>${rows}</tbody></table>`;
  return scrolling('Digests', table);
}
