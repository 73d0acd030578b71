import type { Shift } from '#judge/drift/shift';
import type { MonitorVerdict } from '#judge/monitor/verdict';
import type { GateResult } from '#judge/verdict';
import { byUrgency, decisionBadge, gateBadge, tally } from '../badge.ts';
import { notesSection, verdictDocument } from '../document.ts';
import { brief, link } from '../facts.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { count, instant, number, pair } from '../number.ts';
import { STYLE } from '../style.ts';
import { head, scrolling } from '../tables.ts';
import type { MonitorFacts } from './facts.ts';
import { histogramChart, histogramLegend } from './histogram.ts';
import { chance, figure, MEANING, most, movedSentence, percent, proof, RULE, sketch } from './words.ts';

/** Columns that are drawn though they did not move. */
const DRAWN_STILL = 60;

/** The report of a monitor as one HTML file. */
export function monitorPage(verdict: MonitorVerdict, facts: MonitorFacts): string {
  const { sign, word } = decisionBadge(verdict.decision);
  const content = html`${banner(verdict, facts)}
<section aria-labelledby="gates"><h2 id="gates">Gates</h2>${gatesTable(verdict)}</section>
${answers(verdict)}
${moved(verdict)}
<section aria-labelledby="numbers"><h2 id="numbers">Numbers</h2>${numbersTable(verdict)}</section>
${still(verdict)}
${notesSection(verdict.notes)}
${origin(facts)}`;
  const title = `${sign} ${facts.model} in ${facts.environment} ${word}: ${verdict.consequence}`;
  return verdictDocument(verdict, { title, style: STYLE, content });
}

function banner(verdict: MonitorVerdict, facts: MonitorFacts): Markup {
  const { tone, sign, word } = decisionBadge(verdict.decision);
  const { consequence, because, reason, rows } = verdict;
  const newest = facts.newest === null ? '' : `, the newest of ${instant(facts.newest)}`;
  return html`<header class="verdict ${tone}">
<h1><span class="sign" aria-hidden="true">${sign}</span><span>${facts.model} in ${facts.environment} <strong>${word}</strong></span></h1>
<p class="reason">${reason}</p>
<p>Decision: <strong>${consequence}</strong> (${MEANING[consequence]}), since ${because}.</p>
<p class="muted">${count(rows, 'row')}${newest}. ${movedSentence(verdict)}</p>
</header>`;
}

function gatesTable(verdict: MonitorVerdict): Markup {
  if (verdict.gates.length === 0) return html`<p>No gates are set: nothing was decided.</p>`;
  const rows = byUrgency(verdict.gates).map(gateRow);
  const names = ['State', 'Gate', 'Of', 'Observed', 'Bound', 'Reason'];
  const body = html`<table class="gates" role="table"><caption>${tally(verdict)}</caption>${head(...names)}
<tbody role="rowgroup">${rows}</tbody></table>`;
  return scrolling('Gates', body);
}

function gateRow(gate: GateResult): Markup {
  const { tone, sign, word } = gateBadge(gate);
  const [observed, bound] =
    gate.metric === 'age'
      ? [figure('age', gate.observed), figure('age', gate.bound)]
      : pair(gate.observed, gate.bound);
  const value = (label: string, shown: string) =>
    html`<td role="cell" class="number" data-label="${label}">${shown}</td>`;
  return html`<tr role="row"><td role="cell" class="state"><span class="badge ${tone}">${sign} ${word}</span></td>
<td role="cell" class="gate"><code>${gate.gate}</code></td><td role="cell" class="slice"><bdi>${gate.slice ?? ''}</bdi></td>
${value('Observed', gate.observed === undefined ? '' : observed)}
${value('Bound', gate.bound === undefined ? '' : `${gate.operator} ${bound}`)}
<td role="cell" class="prose">${gate.reason}${gate.advice === undefined ? null : html`<br><span class="muted">${gate.advice}</span>`}</td></tr>
`;
}

/** What the model answered, before the columns it was asked with. */
function answers({ drift }: MonitorVerdict): Content {
  if (drift === null || drift.answers.length === 0) return null;
  return html`<section aria-labelledby="answers"><h2 id="answers">What the model answers</h2>${histogramLegend()}<div class="cards">${drift.answers.map(card)}</div></section>`;
}

function moved({ drift }: MonitorVerdict): Content {
  if (drift === null) return null;
  const all = drift.columns.filter((one) => one.moved);
  const body =
    all.length === 0
      ? html`<p>None did.</p>`
      : html`${histogramLegend()}<div class="cards">${all.map(card)}</div>`;
  return html`<section aria-labelledby="moved"><h2 id="moved">Columns that moved</h2>
<p class="muted">${RULE}</p>${body}</section>`;
}

function card(shift: Shift): Markup {
  const badge = shift.moved
    ? html`<span class="badge bad">✗ moved</span>`
    : html`<span class="badge good">✓ as before</span>`;
  const strange = shift.unseen.length === 0 ? null : html` Never seen before: ${shift.unseen.join(', ')}.`;
  const outside =
    shift.outside === 0 ? null : html` ${percent(shift.outside)} of the rows lie outside of the reference.`;
  return html`<article class="card"><h3><code>${shift.column}</code> ${badge}</h3>
${histogramChart(shift.histogram, shift.column)}
<p>${sentence(shift.reason)} (${proof(shift)}).${outside}${strange}</p>
${shift.movers.length === 0 ? null : html`<p>Most: ${most(shift)}.</p>`}
<p class="muted">Reference ${sketch(shift.reference, shift.kind)} (${count(shift.reference.rows, 'row')}). Now ${sketch(shift.current, shift.kind)} (${count(shift.current.rows, 'row')}).</p></article>
`;
}

function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** The others as a table, their drawings folded. */
function still({ drift }: MonitorVerdict): Content {
  const all = drift?.columns.filter((one) => !one.moved) ?? [];
  if (all.length === 0) return null;
  const rows = all.map(
    (
      one,
    ) => html`<tr><th scope="row"><code>${one.column}</code></th><td class="number" data-value="${one.distance}">${one.distance.toFixed(3)}</td><td class="number">${chance(one.adjusted)}</td><td class="prose">${sketch(one.reference, one.kind)}</td><td class="prose">${sketch(one.current, one.kind)}</td></tr>
`,
  );
  const table = html`<table><caption>${count(all.length, 'column')}, the farthest first</caption>${head('Column', 'Distance', 'p', 'Reference', 'Now')}<tbody>${rows}</tbody></table>`;
  const drawings = all.slice(0, DRAWN_STILL).map(card);
  return html`<section aria-labelledby="still"><h2 id="still">Columns that did not move</h2>${scrolling('Columns that did not move', table)}
<details><summary>Drawn</summary>${histogramLegend()}<div class="cards">${drawings}</div></details></section>`;
}

function numbersTable({ numbers, mode }: MonitorVerdict): Markup {
  const shown = numbers.filter(({ slice }) => slice === undefined);
  const compared = shown.some(({ baseline }) => baseline !== undefined);
  const beside = mode === 'canary' ? 'Control' : 'When evaluated';
  const rows = shown.map(
    ({ metric, candidate, baseline }) =>
      html`<tr><th scope="row"><code>${metric}</code></th><td class="number">${figure(metric, candidate)}</td>${compared ? html`<td class="number">${baseline === undefined ? '' : number(baseline)}</td>` : null}</tr>
`,
  );
  const body = html`<table><caption>What gates may name</caption>${head('Figure', 'Value', ...(compared ? [beside] : []))}<tbody>${rows}</tbody></table>`;
  return scrolling('Numbers', body);
}

function origin({ modelDigest, controlDigest, files, how, time, url, commit }: MonitorFacts): Markup {
  const address = link(url);
  const facts: Content[] = [
    html`<li>${instant(time)}</li>`,
    modelDigest === null
      ? null
      : html`<li>model <code title="${modelDigest}">${brief(modelDigest)}</code></li>`,
    controlDigest === null
      ? null
      : html`<li>control <code title="${controlDigest}">${brief(controlDigest)}</code></li>`,
    commit === null ? null : html`<li>commit <code>${brief(commit)}</code></li>`,
    address === null ? null : html`<li><a href="${address}">the run</a></li>`,
  ];
  return html`<section aria-labelledby="origin"><h2 id="origin">Where this comes from</h2><p>${how}</p>
<ul class="facts">${facts}</ul><p class="muted">Read: ${files.map((file) => html`<code>${file}</code> `)}</p></section>`;
}
