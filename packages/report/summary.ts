import type { GateResult, Verdict } from '#judge/verdict';
import { summed } from '#record/lineage';
import { byUrgency, decisionBadge, decisionOf, folded, gateBadge, tally } from './badge.ts';
import { baselineStory } from './baselinefacts.ts';
import { type Compared, hasBaseline, meaning, overall, type SliceTable, sliceTables } from './comparison.ts';
import { brief, link, type RunFacts, revision } from './facts.ts';
import { gateCells, gateName, hasNoise, spelledSpan, type Units, unitsOf } from './gatecells.ts';
import { gateChanges } from './gatechanges.ts';
import { lineageMermaid } from './lineage/mermaid.ts';
import { brokenEdges, outline } from './lineage/outline.ts';
import { type Align, anchor, code, details, fence, SUMMARY_LIMIT, shorten, table, text } from './markdown.ts';
import {
  bytes,
  count,
  duration,
  instant,
  inUnits,
  known,
  number,
  signedIn,
  UNDEFINED,
  whole,
} from './number.ts';
import { scope } from './scope.ts';
import { sweepPart } from './sweep.ts';
import { sparkline, timelines } from './timeline.ts';

/** How many rows each table shows; the first that fits is taken. */
const CAPS = [40, 15, 5] as const;

/**
 * The verdict as Markdown for a job summary or a comment: the decision first, then gates, numbers, slices,
 * notes, provenance. Foreign text is escaped; at most `limit` bytes, long tables end in "n more in the report".
 */
export function summary(verdict: Verdict, facts: RunFacts, limit: number = SUMMARY_LIMIT): string {
  let markdown = '';
  for (const cap of CAPS) {
    markdown = sections(verdict, facts, cap);
    if (Buffer.byteLength(markdown) <= limit) break;
  }
  return shorten(markdown, limit);
}

function sections(verdict: Verdict, facts: RunFacts, cap: number): string {
  const parts = [
    headline(verdict, facts),
    gates(verdict, cap),
    sweepPart(verdict),
    gateChanges(verdict, cap),
    numbers(verdict, cap),
    history(verdict, facts, cap),
    ...sliceTables(verdict)
      .filter(({ gated }) => gated)
      .slice(0, cap)
      .map((slices) => slicePart(slices, cap)),
    notes(verdict, cap),
    baselinePart(verdict, facts),
    provenance(facts),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headline(verdict: Verdict, facts: RunFacts): string {
  const { emoji, word } = decisionBadge(verdict.decision);
  const title = `## ${emoji} ${text(facts.model)} ${word}`;
  const extent = scope(verdict, facts, code, text).join(' · ');
  return [title, `**${text(verdict.reason)}**`, extent].join('\n\n');
}

function gates(verdict: Verdict, cap: number): string {
  if (verdict.gates.length === 0) return '### Gates\n\nNo gates are set: nothing was decided.';
  const { open, quiet } = folded(verdict.gates);
  const units = unitsOf(verdict);
  const passing = `${count(quiet.length, 'slice')} whose gate passes`;
  const rest = quiet.length === 0 ? [] : [details(passing, gateTable(quiet, cap, units))];
  return [`### Gates: ${tally(verdict)}`, gateTable(open, cap, units), ...rest].join('\n\n');
}

function gateTable(gates: readonly GateResult[], cap: number, units: Units): string {
  if (gates.length === 0) return 'Every gate passes.';
  const noisy = hasNoise(gates);
  const names = [
    'Observed',
    'Baseline',
    ...(noisy ? ['Difference'] : []),
    'Bound',
    ...(noisy ? ['Examples'] : []),
  ];
  const body = table(
    ['', 'Gate', 'Slice', ...names, 'Reason'],
    ['left', 'left', 'left', ...names.map((): Align => 'right'), 'left'],
    gates.slice(0, cap).map((gate) => gateRow(gate, noisy, units)),
  );
  return `${body}${more(gates.length - cap, 'gate')}`;
}

function gateRow(gate: GateResult, noisy: boolean, units: Units): string[] {
  const { emoji, word } = gateBadge(gate);
  const cells = gateCells(gate, units);
  const beside = (shown: string, span: string) => (span === '' ? shown : `${shown} (${span})`);
  const why = [gate.reason, gate.advice, gate.method].filter((part) => part !== undefined);
  return [
    `${emoji} ${word}`,
    code(gateName(gate)),
    gate.slice === undefined ? 'all rows' : code(gate.slice),
    beside(cells.observed, cells.observedSpan),
    cells.baseline,
    ...(noisy ? [beside(cells.difference, cells.differenceSpan)] : []),
    text(cells.bound),
    ...(noisy ? [text(cells.examples)] : []),
    text(why.join(' · ')),
  ];
}

function numbers(verdict: Verdict, cap: number): string {
  const rows = overall(verdict);
  if (rows.length === 0) return '';
  const judged = hasBaseline(rows);
  const body = table(
    ...columns('Metric', judged),
    rows.slice(0, cap).map((row) => [code(row.figure.metric), ...values(row, judged)]),
  );
  return `### Numbers\n\n${body}${more(rows.length - cap, 'number')}`;
}

function columns(first: string, judged: boolean): [string[], Align[]] {
  const header = [first, 'Rows', 'Candidate', ...(judged ? ['Baseline', 'Difference', ''] : [])];
  return [header, header.map((name) => (name === first || name === '' ? 'left' : 'right'))];
}

function values({ figure, difference, change }: Compared, judged: boolean): string[] {
  const { rows, candidate, because, unit } = figure;
  const shown =
    candidate === null && because !== undefined ? `${UNDEFINED}: ${text(because)}` : inUnits(candidate, unit);
  const span = figure.interval === undefined ? '' : ` (${spelledSpan(figure.interval, unit)})`;
  if (!judged) return [whole(rows), shown + span];
  const base = figure.baseline === undefined ? '' : inUnits(figure.baseline, unit);
  const between =
    figure.difference === undefined ? '' : ` (${spelledSpan(figure.difference.interval, unit)})`;
  return [whole(rows), shown + span, base, signedIn(difference, unit) + between, arrow(difference, change)];
}

/** The arrow is the number's own direction, the word says what it means. */
function arrow(difference: number | null, change: Compared['change']): string {
  if (difference === null) return '';
  const sign = difference > 0 ? '▲' : difference < 0 ? '▼' : '';
  return `${sign} ${meaning(change)}`.trim();
}

/** Gated measures over the last evaluations as bars of text, which show wherever a table does. */
function history(verdict: Verdict, facts: RunFacts, cap: number): string {
  const all = timelines(verdict, facts);
  const [first] = all;
  if (first === undefined) return '';
  const rows = all.slice(0, cap).map(({ metric, points }) => {
    const values = points.map(({ value }) => value);
    const numbers = values.filter(known);
    const ends = [Math.min(...numbers), Math.max(...numbers), values.at(-2), values.at(-1)];
    return [code(metric), `<code>${sparkline(values)}</code>`, ...ends.map((value) => number(value))];
  });
  const header = ['Metric', 'Oldest to newest', 'Lowest', 'Highest', 'Before', 'Now'];
  const body = table(header, ['left', 'left', 'right', 'right', 'right', 'right'], rows);
  const verdicts = first.points.map(({ decision }) => decisionOf(decision)?.emoji ?? '❔').join('');
  const title = `### The last ${count(first.points.length, 'evaluation')}`;
  return `${title}\n\n${body}${more(all.length - cap, 'metric')}\n\nVerdicts, oldest to newest: ${verdicts}`;
}

function slicePart({ metric, rows }: SliceTable, cap: number): string {
  const judged = hasBaseline(rows);
  const worse = rows.filter(({ change }) => change === 'worse').length;
  const many = count(rows.length, 'slice');
  const title = `${code(metric)} by slice: ${judged ? `${worse} of ${many} worse than the baseline` : many}`;
  const body = table(
    ...columns('Slice', judged),
    rows.slice(0, cap).map((row) => [`${troubled(row.gates)}${code(row.slice)}`, ...values(row, judged)]),
  );
  return details(title, `Worst first.\n\n${body}${more(rows.length - cap, 'slice')}`);
}

function troubled(gates: readonly GateResult[]): string {
  const worst = byUrgency(gates).find(({ state }) => state !== 'pass');
  return worst === undefined ? '' : `${gateBadge(worst).emoji} `;
}

function notes({ notes }: Verdict, cap: number): string {
  if (notes.length === 0) return '';
  const lines = notes.slice(0, cap).map((note) => `- ${text(note)}`);
  return `### Notes\n\n${lines.join('\n')}${more(notes.length - cap, 'note')}`;
}

/** How the baseline was found, folded; that it is old is open. */
function baselinePart({ baseline }: Verdict, facts: RunFacts): string {
  const { found, passedOver, stale } = baselineStory(baseline, facts);
  const list = passedOver.map((line) => `- ${text(line)}`).join('\n');
  const passed = list === '' ? [] : [`Passed over:\n\n${list}`];
  const said = [...(found === null ? [] : [text(found)]), ...passed].join('\n\n');
  const warning = stale === null ? '' : `⚠️ ${text(stale)}`;
  const folded = said === '' ? '' : details('How the baseline was found', said);
  return [warning, folded].filter((part) => part !== '').join('\n\n');
}

function provenance(facts: RunFacts): string {
  const run = link(facts.url);
  const { predictions } = facts;
  const file = predictions === null ? '' : `${code(predictions.file)}, ${bytes(predictions.bytes)}, `;
  const lines = [
    ['Source', text(revision(facts))],
    ['Run', run === null ? '' : anchor(run, 'open the run')],
    ['Time', text(instant(facts.time))],
    ['Model', digest(facts.modelDigest)],
    ['Environment', digest(facts.environment)],
    ...facts.data.map(({ name, digest: data }) => [`Data ${code(name)}`, digest(data)]),
    ['Predictions', `${file}${digest(predictions?.digest ?? null)}`],
    ...facts.stages.map(({ stage, state, seconds, why }) => [
      `Stage ${code(stage)}`,
      `${state}, ${duration(seconds)}: ${text(why)}`,
    ]),
  ].filter(([, said]) => said !== '');
  const parts = [table(['', ''], ['left', 'left'], lines), ...lineagePart(facts)];
  return details('Where this comes from', parts.join('\n\n'));
}

/** How many edges are in each state, each that is broken in words, and the drawing where it can be drawn. */
function lineagePart({ lineage }: RunFacts): string[] {
  if (lineage === null) return [];
  const drawn = lineageMermaid(lineage);
  const broken = brokenEdges(outline(lineage)).map((sentence) => `- ${text(sentence)}`);
  return [
    `Lineage: ${summed(lineage)}.`,
    ...(broken.length === 0 ? [] : [broken.join('\n')]),
    ...(drawn === null ? [] : [fence('mermaid', drawn)]),
  ];
}

function digest(value: string | null): string {
  return value === null ? '' : `sha256 ${code(brief(value))}`;
}

function more(amount: number, noun: string): string {
  return amount > 0 ? `\n\n*${count(amount, `more ${noun}`)} in the report.*` : '';
}
