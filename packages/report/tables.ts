import type { Figure, GateResult, Verdict } from '#judge/verdict';
import { byUrgency, folded, gateBadge, tally } from './badge.ts';
import { dots, legend, scaleOf } from './chart.ts';
import {
  type Compared,
  hasBaseline,
  meaning,
  overall,
  type SliceRow,
  type SliceTable,
} from './comparison.ts';
import { gateCells, gateName, hasNoise, spelledSpan, type Units, unitsOf } from './gatecells.ts';
import { type Content, html, type Markup } from './markup.ts';
import { count, inUnits, signedIn, UNDEFINED, whole } from './number.ts';

/** Rows a table shows; all of them are in the verdict that the page carries. */
const CAP = { gates: 500, slices: 200 } as const;

/** A table with a name for those who hear it, which scrolls by itself where the window is narrow. */
export function scrolling(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${label}">${table}</div>`;
}

/** The head row of a table; columns of numbers are aligned as such. */
export function head(...names: readonly string[]): Markup {
  const cell = (name: string) =>
    html`<th scope="col"${attribute(NUMBERS.has(name) ? 'number' : '')}>${name}</th>`;
  return html`<thead><tr>${names.map(cell)}</tr></thead>`;
}

const NUMBERS = new Set([
  'Observed',
  'Bound',
  'Baseline',
  'Candidate',
  'Difference',
  'Rows',
  'Time',
  'Saved',
  'Value',
  'Distance',
  'p',
  'Control',
  'When evaluated',
]);

function attribute(name: string): Content {
  return name === '' ? null : html` class="${name}"`;
}

function figure(value: string): Markup {
  return html`<td class="number">${value}</td>`;
}

/** Every gate that needs a look; slices whose gate passes are folded where they are many. */
export function gatesTable(verdict: Verdict): Markup {
  if (verdict.gates.length === 0) return html`<p>No gates are set: nothing was decided.</p>`;
  const { open, quiet } = folded(verdict.gates);
  const units = unitsOf(verdict);
  const rest = html`<details><summary>${count(quiet.length, 'slice')} whose gate passes</summary>${gateRows(quiet, 'Slices that pass', units)}</details>`;
  return html`${gateRows(open, tally(verdict), units)}${quiet.length === 0 ? null : rest}`;
}

function gateRows(gates: readonly GateResult[], caption: string, units: Units): Content {
  if (gates.length === 0) return null;
  const noisy = hasNoise(gates);
  const names = ['Baseline', ...(noisy ? ['Difference'] : []), 'Bound'];
  const columns = head('State', 'Gate', 'Observed', ...names, 'Reason');
  const table = html`<table class="gates" role="table"><caption>${caption}</caption>${columns}
<tbody role="rowgroup">${gates.slice(0, CAP.gates).map((gate) => gateRow(gate, noisy, units))}</tbody></table>`;
  return html`${scrolling('Gates', table)}${more(gates.length - CAP.gates, 'gate')}`;
}

/** The roles are spoken out since a narrow window lays a row out as a card, and a browser then forgets them. */
function gateRow(gate: GateResult, noisy: boolean, units: Units): Markup {
  const { tone, sign, word } = gateBadge(gate);
  const cells = gateCells(gate, units);
  const slice =
    gate.slice === undefined ? html`<span class="muted">all rows</span>` : html`<bdi>${gate.slice}</bdi>`;
  const value = (label: string, shown: string, ...lower: readonly string[]) =>
    html`<td role="cell" class="number" data-label="${label}">${shown}${lower.map((one) => (one === '' ? null : below(one)))}</td>`;
  const difference = noisy ? value('Difference', cells.difference, cells.differenceSpan) : null;
  return html`<tr role="row"><td role="cell" class="state"><span class="badge ${tone}">${sign} ${word}</span></td>
<td role="cell" class="gate"><code>${gateName(gate)}</code><br>${slice}</td>
${value('Observed', cells.observed, cells.observedSpan, cells.examples)}
${value('Baseline', cells.baseline)}
${difference}
${value('Bound', cells.bound)}
<td role="cell" class="prose">${gate.reason}${below(gate.advice)}${below(gate.method)}</td></tr>
`;
}

function below(text: string | undefined): Content {
  return text === undefined ? null : html`<br><span class="muted">${text}</span>`;
}

export function numbersTable(verdict: Verdict): Markup {
  const rows = overall(verdict);
  const judged = hasBaseline(rows);
  const names = ['Measure', 'Candidate', ...(judged ? ['Baseline', 'Difference'] : []), 'Rows'];
  const table = html`<table><caption>Over all rows${judged ? ', candidate against baseline' : ''}</caption>${head(...names)}
<tbody>${rows.map(
    (
      row,
    ) => html`<tr><th scope="row"><code>${row.figure.metric}</code></th>${values(row, judged)}${figure(whole(row.figure.rows))}</tr>
`,
  )}</tbody></table>`;
  return rows.length === 0 ? html`<p>Nothing was measured.</p>` : scrolling('Numbers', table);
}

function values({ figure, difference, change }: Compared, judged: boolean): Markup {
  const { candidate, baseline, because, unit } = figure;
  const shown =
    candidate === null && because !== undefined
      ? html`<td class="number undefined" title="${because}" data-value="">${UNDEFINED}</td>`
      : sortable(inUnits(candidate, unit), candidate, figure.interval, unit);
  if (!judged) return shown;
  const word = meaning(change);
  return html`${shown}${sortable(baseline === undefined ? '' : inUnits(baseline, unit), baseline)}
<td class="number" data-value="${difference ?? ''}">${signedIn(difference, unit)} <span class="word ${word}">${word}</span>${spanBelow(figure.difference?.interval, unit)}</td>`;
}

function sortable(
  text: string,
  value: number | null | undefined,
  interval?: readonly [number, number],
  unit?: Figure['unit'],
): Markup {
  return html`<td class="number" data-value="${value ?? ''}">${text}${spanBelow(interval, unit)}</td>`;
}

function spanBelow(interval: readonly [number, number] | undefined, unit: Figure['unit']): Content {
  return below(interval === undefined ? undefined : spelledSpan(interval, unit));
}

/** One measure by slice, with its dots; worst first, sortable where scripts run. */
export function slicesTable(slices: SliceTable): Markup {
  const { metric, rows } = slices;
  const judged = hasBaseline(rows);
  const scale = scaleOf(slices);
  const all = slices.whole?.candidate ?? null;
  const plotted = (row: SliceRow) =>
    scale === null ? null : html`<td class="plot">${dots(row, all, scale)}</td>`;
  const table = html`<table class="sortable"><caption>${count(rows.length, 'slice')}, worst first</caption>
<thead><tr>${column('Slice', 'ascending', '')}${
    scale === null
      ? null
      : html`<th scope="col" class="plot" aria-label="Drawn from ${scale.names[0]} to ${scale.names[1]}"><div class="scale"><span>${scale.names[0]}</span><span>${scale.names[1]}</span></div></th>`
  }${column('Candidate', 'ascending')}${judged ? html`${column('Baseline', 'ascending')}${column('Difference', 'ascending')}` : null}${column('Rows', 'descending')}</tr></thead>
<tbody>${rows.slice(0, CAP.slices).map(
    (
      row,
    ) => html`<tr><th scope="row" class="slice" data-value="${row.slice}">${trouble(row)}<bdi>${row.slice}</bdi></th>${plotted(row)}${values(row, judged)}${sortable(whole(row.figure.rows), row.figure.rows)}</tr>
`,
  )}</tbody></table>`;
  return html`${scale === null ? null : legend(slices)}${scrolling(`${metric} by slice`, table)}${more(rows.length - CAP.slices, 'slice')}`;
}

function column(name: string, first: 'ascending' | 'descending', kind = 'number'): Markup {
  return html`<th scope="col"${attribute(kind)} data-sort="${first}">${name}</th>`;
}

function trouble({ gates }: SliceRow): Content {
  const worst = byUrgency(gates).find(({ state }) => state !== 'pass');
  if (worst === undefined) return null;
  const { tone, sign, word } = gateBadge(worst);
  return html`<span class="badge ${tone}">${sign} ${word}</span> `;
}

function more(amount: number, noun: string): Content {
  return amount > 0
    ? html`<p class="muted">${count(amount, `more ${noun}`)} in the verdict this page carries.</p>`
    : null;
}
