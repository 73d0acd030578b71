import type { GateResult, Verdict } from '#judge/verdict';
import { type Badge, decisionBadge, folded, gateBadge, tally } from './badge.ts';
import { cut, widthOf, wrap } from './cell.ts';
import { type Compared, hasBaseline, meaning, overall, type SliceTable, sliceTables } from './comparison.ts';
import { gateCells, gateName, hasNoise, type Units, unitsOf } from './gatecells.ts';
import { gateChangeLines } from './gatechanges.ts';
import { grid } from './grid.ts';
import { count, inUnits, signedIn, UNDEFINED } from './number.ts';
import { type Paint, paint } from './paint.ts';
import { type Extent, scope } from './scope.ts';
import { sweepLines } from './sweep.ts';
import { loggable } from './visible.ts';

export interface TextOptions {
  /** columns of the terminal; below 60 taken as 60 */
  readonly width?: number;
  /** signs from ASCII only */
  readonly ascii?: boolean;
  readonly colour?: boolean;
  /** what is known of the run besides the verdict */
  readonly extent?: Extent;
  /** where what is left out can be read; absent: in the report */
  readonly rest?: string;
}

interface Style {
  readonly width: number;
  readonly ascii: boolean;
  readonly paint: Paint;
  readonly extent: Extent;
  readonly rest: string;
  /** stands for what was cut off */
  readonly mark: string;
}

/** From this width on intervals have a column; else they stand below their gate. */
const ROOMY = 110;

const SHOWN = { gates: 20, numbers: 16, slices: 5, tables: 3, notes: 12, lines: 4 } as const;

/**
 * The verdict for a terminal: decision and reason, gates (those that do not pass first, each with its reason),
 * numbers, the worst slices of gated measures, notes. No line is wider than `width` columns, no number is
 * broken or cut. Ends in a line feed.
 */
export function verdictText(model: string, verdict: Verdict, options: TextOptions = {}): string {
  const ascii = options.ascii ?? false;
  const style: Style = {
    width: Math.max(60, options.width ?? 80),
    ascii,
    paint: paint(options.colour ?? false),
    extent: options.extent ?? {},
    rest: options.rest ?? 'in the report',
    mark: ascii ? '..' : '…',
  };
  const parts = [
    headline(model, verdict, style),
    gates(verdict, style),
    sweepLines(verdict).flatMap((line, index) => indented(line, index === 0 ? 2 : 4, style)),
    gateChangeLines(verdict, style.width),
    numbers(verdict, style),
    ...sliceParts(verdict, style),
    notes(verdict, style),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(model: string, verdict: Verdict, style: Style): string[] {
  const badge = decisionBadge(verdict.decision);
  const title = cut(`${sign(badge, style)} ${loggable(model)} ${badge.word}`, style.width, style.mark);
  const extent = scope(verdict, style.extent).join(', ');
  return [
    style.paint(badge.tone, title),
    ...indented(verdict.reason, 2, style),
    ...indented(extent, 2, style),
  ];
}

function sign(badge: Badge, { ascii }: Style): string {
  return ascii ? badge.ascii : badge.sign;
}

/** Prose below each other; what takes more than a few lines is cut, the report has it whole. */
function indented(foreign: string, by: number, { width, mark }: Style): string[] {
  const lines = wrap(loggable(foreign), width - by - widthOf(mark));
  const shown = lines.slice(0, SHOWN.lines);
  const end = lines.length > shown.length ? mark : '';
  return shown.map((line, index) => ' '.repeat(by) + line + (index === SHOWN.lines - 1 ? end : ''));
}

function gates(verdict: Verdict, style: Style): string[] {
  if (verdict.gates.length === 0) return ['  No gates are set: nothing was decided.'];
  const units = unitsOf(verdict);
  const shown = folded(verdict.gates).open.slice(0, SHOWN.gates);
  const sliced = shown.some(({ slice }) => slice !== undefined);
  const noisy = hasNoise(shown) && style.width >= ROOMY;
  const cells = shown.map((gate) => cellsOf(gate, sliced, noisy, units));
  const header = ['Gates', ...(sliced ? ['Slice'] : []), 'Observed', 'Bound', ...(noisy ? ['Interval'] : [])];
  const lines = grid(header, cells, style.width - 2, style.mark);
  const body = shown.flatMap((gate, index) => {
    const told = index > 0 && gate.state === 'not judged' && shown[index - 1]?.reason === gate.reason;
    return gateLines(gate, lines[index + 1] ?? '', told, noisy, style, units);
  });
  const rest = verdict.gates.length - shown.length;
  const footer = rest > 0 ? `${tally(verdict)}; ${count(rest, 'more gate')} ${style.rest}` : tally(verdict);
  return [`  ${lines[0]}`, ...body, ...indented(footer, 2, style)];
}

function cellsOf(gate: GateResult, sliced: boolean, noisy: boolean, units: Units): string[] {
  const { observed, observedSpan, differenceSpan, bound } = gateCells(gate, units);
  const span = differenceSpan === '' ? observedSpan : `diff. ${differenceSpan}`;
  return [
    gateName(gate),
    ...(sliced ? [gate.slice ?? ''] : []),
    observed,
    bound.replace(`${gate.operator} `, ''),
    ...(noisy ? [span] : []),
  ];
}

/** A gate that passes says so by its numbers; any other says why, unless that is `told` above for the same reason. */
function gateLines(
  gate: GateResult,
  line: string,
  told: boolean,
  noisy: boolean,
  style: Style,
  units: Units,
): string[] {
  const badge = gateBadge(gate);
  const first = style.paint(badge.tone, `${sign(badge, style)} ${line}`);
  if (gate.state === 'pass' && !noisy) return [first, ...indented(intervalOf(gate, units), 4, style)];
  return gate.state === 'pass' || told
    ? [first]
    : [
        first,
        ...indented(`${badge.word}: ${gate.reason}`, 4, style),
        ...(gate.advice === undefined ? [] : indented(gate.advice, 4, style)),
      ];
}

/** `difference -0.0015 (-0.0041 to 0.0011)`, `interval 0.7463 to 0.7602`; empty where there is none. */
function intervalOf(gate: GateResult, units: Units): string {
  const { difference, differenceSpan, observedSpan } = gateCells(gate, units);
  if (differenceSpan !== '') return `difference ${difference} (${differenceSpan})`;
  return observedSpan === '' ? '' : `interval ${observedSpan}`;
}

function numbers(verdict: Verdict, style: Style): string[] {
  const rows = overall(verdict);
  if (rows.length === 0) return [];
  const table = listing(
    'Numbers',
    rows.map((row) => [row.figure.metric, row]),
    SHOWN.numbers,
    'number',
    style,
  );
  return [...table, ...undefinedLines(verdict, style)];
}

/** Why numbers are not defined: those that stopped no gate, which says so itself. */
function undefinedLines(verdict: Verdict, style: Style): string[] {
  const told = new Set(verdict.gates.filter(({ state }) => state === 'error').map(({ metric }) => metric));
  const why = new Map<string, string[]>();
  for (const { figure } of overall(verdict).slice(0, SHOWN.numbers)) {
    const { metric, because } = figure;
    if (because !== undefined && !told.has(metric)) why.set(because, [...(why.get(because) ?? []), metric]);
  }
  return [...why].flatMap(([because, metrics]) =>
    indented(`${metrics.join(', ')}: ${UNDEFINED}, as ${because}`, 2, style),
  );
}

function sliceParts(verdict: Verdict, style: Style): string[][] {
  const gated = sliceTables(verdict).filter((slices) => slices.gated);
  return gated.slice(0, SHOWN.tables).map((slices) => slicePart(slices, style));
}

function slicePart({ metric, rows }: SliceTable, style: Style): string[] {
  const title = `Slices by ${metric}, worst first`;
  return listing(
    title,
    rows.map((row) => [row.slice, row]),
    SHOWN.slices,
    'slice',
    style,
  );
}

function listing(
  title: string,
  named: readonly (readonly [string, Compared])[],
  cap: number,
  noun: string,
  style: Style,
): string[] {
  const judged = hasBaseline(named.map(([, row]) => row));
  const header = [title, 'Candidate', ...(judged ? ['Baseline', 'Difference', ''] : [])];
  const cells = named.slice(0, cap).map(([name, { figure, difference, change }]) => {
    const candidate = inUnits(figure.candidate, figure.unit);
    if (!judged) return [name, candidate];
    const baseline = figure.baseline === undefined ? '' : inUnits(figure.baseline, figure.unit);
    return [name, candidate, baseline, signedIn(difference, figure.unit), meaning(change)];
  });
  const rest = named.length - cap;
  const more = rest > 0 ? [`  ${count(rest, `more ${noun}`)} ${style.rest}`] : [];
  return [...grid(header, cells, style.width - 2, style.mark).map((line) => `  ${line}`), ...more];
}

function notes({ notes }: Verdict, style: Style): string[] {
  const lines = notes.slice(0, SHOWN.notes).flatMap((note) => bullet(note, style));
  const rest = notes.length - SHOWN.notes;
  return rest > 0 ? [...lines, `  ${count(rest, 'more note')} ${style.rest}`] : lines;
}

function bullet(note: string, style: Style): string[] {
  return indented(note, 4, style).map((line, index) => (index === 0 ? `  - ${line.trimStart()}` : line));
}
