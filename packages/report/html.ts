import type { Verdict } from '#judge/verdict';
import { decisionBadge } from './badge.ts';
import { baselineSection } from './baselinesection.ts';
import { sliceTables } from './comparison.ts';
import { decidedBy } from './decided.ts';
import { notesSection, verdictDocument } from './document.ts';
import { brief, type RunFacts } from './facts.ts';
import { unitsOf } from './gatecells.ts';
import { gateChangesSection } from './gatechanges.ts';
import { lineageSection } from './lineage/section.ts';
import { type Content, html, type Markup } from './markup.ts';
import { forestsOf, forestTable } from './plot/forest.ts';
import { plotsSection } from './plot/section.ts';
import { digestsTable, origin, stagesTable } from './provenance.ts';
import { scope } from './scope.ts';
import { STYLE } from './style.ts';
import { sweepSection } from './sweep.ts';
import { gatesTable, numbersTable, slicesTable } from './tables.ts';
import { timelines } from './timeline.ts';
import { timelineChart } from './timelinechart.ts';

/** The report of an evaluation as one HTML file. */
export function page(verdict: Verdict, facts: RunFacts): string {
  const { sign, word } = decisionBadge(verdict.decision);
  const commit = facts.commit === null ? '' : ` · ${brief(facts.commit)}`;
  const content = html`${banner(verdict, facts)}
<section aria-labelledby="gates"><h2 id="gates">Gates</h2>${gatesTable(verdict)}</section>
${sweepSection(verdict)}
${gateChangesSection(verdict)}
<section aria-labelledby="numbers"><h2 id="numbers">Numbers</h2>${numbersTable(verdict)}</section>
${slices(verdict)}
${plotsSection(facts)}
${history(verdict, facts)}
<section aria-labelledby="decided"><h2 id="decided">How it was decided</h2>
<ul class="notes">${decidedBy(verdict, facts).map((one) => html`<li>${one}</li>`)}</ul></section>
${notesSection(verdict.notes)}
${baselineSection(verdict, facts)}
${stagesTable(facts)}
${lineageSection(facts.lineage)}
<section aria-labelledby="digests"><h2 id="digests">Digests</h2>${digestsTable(verdict, facts)}</section>`;
  const title = `${sign} ${facts.model} ${word}${commit}`;
  return verdictDocument(verdict, { title, style: STYLE, content, sections: sectionsIn(content) });
}

/** The headings of the second level that have an id. */
function sectionsIn({ source }: Markup): [string, string][] {
  return [...source.matchAll(/<h2 id="([\w-]+)">([\w ]+)<\/h2>/g)].map(([, id = '', title = '']) => [
    id,
    title,
  ]);
}

function banner(verdict: Verdict, facts: RunFacts): Markup {
  const { tone, sign, word } = decisionBadge(verdict.decision);
  return html`<header class="verdict ${tone}">
<h1><span class="sign" aria-hidden="true">${sign}</span><span>${facts.model} <strong>${word}</strong></span></h1>
<p class="reason">${verdict.reason}</p>
<p class="muted">${scope(verdict, facts).join(', ')}</p>
</header>
${origin(facts)}`;
}

/** Gated measures over the last evaluations, where there are several. */
function history(verdict: Verdict, facts: RunFacts): Content {
  const all = timelines(verdict, facts);
  if (all.length === 0) return null;
  const charts = all.map(
    (one, index) => html`<h3><code>${one.metric}</code></h3>${timelineChart(one, `timeline-${index}`)}`,
  );
  return html`<section aria-labelledby="history"><h2 id="history">History</h2>${charts}</section>`;
}

/** Gated measures open, with their dots; the others folded. */
function slices(verdict: Verdict): Content {
  const tables = sliceTables(verdict);
  if (tables.length === 0) return null;
  const units = unitsOf(verdict);
  const forests = forestsOf(verdict);
  const forestsBy = (metric: string) =>
    forests.filter((one) => one.metric === metric).map((one) => forestTable(one, units));
  const [gated, other] = [tables.filter((one) => one.gated), tables.filter((one) => !one.gated)];
  const folded = other.map(
    (one) => html`<details><summary><code>${one.metric}</code></summary>${slicesTable(one)}</details>`,
  );
  return html`<section aria-labelledby="slices"><h2 id="slices">Slices</h2>
${gated.map((one) => html`<h3><code>${one.metric}</code></h3>${forestsBy(one.metric)}${slicesTable(one)}`)}
${other.length === 0 ? null : html`<h3>Measures without a gate</h3>${folded}`}
</section>`;
}
