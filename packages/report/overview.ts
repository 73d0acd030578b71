import { decisionOf } from './badge.ts';
import { plainDocument } from './document.ts';
import { brief } from './facts.ts';
import { lineageSection } from './lineage/section.ts';
import { type Content, html, type Markup } from './markup.ts';
import { count, duration, instant } from './number.ts';
import { driftMap } from './overview/driftmap.ts';
import type { Happening, OverviewFacts } from './overview/happening.ts';
import { lanes } from './overview/lanes.ts';
import { laneName, strip } from './overview/strip.ts';
import { OVERVIEW_STYLE } from './overview/style.ts';
import { head, scrolling } from './tables.ts';
import { commitName } from './timeline.ts';
import { timelineChart } from './timelinechart.ts';

/** Happenings in the table; all of them are in `mlops history` and the records. */
const SHOWN = 200;

/**
 * A model's way to production and back as one HTML file that opens from disk: what serves, the chain, what happened
 * when, drift, metrics over time, and where what serves comes from. Nothing is fetched and no script runs.
 */
export function overviewPage(facts: OverviewFacts): string {
  const { happenings } = facts;
  const content = html`${banner(facts)}
<section aria-labelledby="chain"><h2 id="chain">The chain</h2>${strip(happenings)}</section>
<section aria-labelledby="loop"><h2 id="loop">What happened</h2>${happenings.length === 0 ? html`<p>Nothing is recorded here yet.</p>` : lanes(happenings)}
${happenings.length === 0 ? null : table(happenings)}</section>
${driftMap(happenings)}
${metrics(facts)}
${lineageSection(facts.lineage)}`;
  const footer = html`Made by mlops from the records in <code>.mlops/</code> at <time datetime="${facts.time}">${instant(facts.time)}</time>.`;
  const title = `${facts.model}: to production and back`;
  return plainDocument({ title, style: OVERVIEW_STYLE, content, footer });
}

function banner({ model, served, happenings }: OverviewFacts): Markup {
  const watch = happenings.findLast(({ lane }) => lane === 'monitor-gate');
  const { tone, sign } = decisionOf(watch?.verdict ?? null) ?? { tone: 'open', sign: '·' };
  const said: Content =
    served.length === 0
      ? 'Nothing is deployed.'
      : served.map(
          ({ environment, revision, model: digest, since }) =>
            html`<span><strong>${revision}</strong> serves in <strong>${environment}</strong> with the model <code>${brief(digest)}</code> since <time datetime="${since}">${instant(since)}</time>. </span>`,
        );
  return html`<header class="verdict ${tone}">
<h1><span class="sign" aria-hidden="true">${sign}</span><span>${model}: to production and back</span></h1>
<p class="reason">${said}</p>
<p class="muted">${watch === undefined ? 'Nobody has watched it yet.' : `Last watch: ${watch.what}. ${sentence(watch)}`}</p>
</header>`;
}

/** A canary's reason begins with what was decided. */
function sentence({ what, why }: Happening): string {
  return why.startsWith(`${what}: `) ? why.slice(what.length + 2) : why;
}

function table(happenings: readonly Happening[]): Markup {
  const rows = happenings
    .toReversed()
    .slice(0, SHOWN)
    .map(
      (
        one,
      ) => html`<tr><td class="time"><time datetime="${one.time}">${instant(one.time)}</time></td><th scope="row">${laneName(one.lane)}</th>
<td>${verdictOf(one)}</td><td class="name">${one.what}</td><td class="prose">${one.why}</td><td class="number">${duration(one.seconds)}</td><td><code>${commitName(one)}</code></td><td><code title="${one.record}">${brief(one.record)}</code></td></tr>
`,
    );
  const caption = `${count(happenings.length, 'record')}, the newest first${happenings.length > SHOWN ? `; ${SHOWN} are shown` : ''}`;
  const body = html`<table><caption>${caption}</caption>${head('When', 'Stage', 'Verdict', 'What', 'Why', 'Time', 'Commit', 'Record')}<tbody>${rows}</tbody></table>`;
  return html`<details><summary>All of it as a table</summary>${scrolling('What happened', body)}</details>`;
}

function verdictOf({ verdict }: Happening): Content {
  const badge = decisionOf(verdict);
  return badge === null ? null : html`<span class="badge ${badge.tone}">${badge.sign} ${verdict}</span>`;
}

function metrics({ timelines }: OverviewFacts): Content {
  if (timelines.length === 0) return null;
  const charts = timelines.map(
    (one, index) => html`<h3><code>${one.metric}</code></h3>${timelineChart(one, `metric-${index}`)}`,
  );
  return html`<section aria-labelledby="metrics"><h2 id="metrics">Evaluations</h2>${charts}</section>`;
}
