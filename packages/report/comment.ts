import type { Decision, GateResult, Verdict } from '#judge/verdict';
import { byUrgency, decisionBadge, gateBadge, tally } from './badge.ts';
import { baselineStory } from './baselinefacts.ts';
import { meaning, sliceTables } from './comparison.ts';
import { brief, link } from './facts.ts';
import { gateCells, gateName, hasNoise, type Units, unitsOf } from './gatecells.ts';
import { gateChanges } from './gatechanges.ts';
import { type Align, anchor, code, details, table, text } from './markdown.ts';
import { movement } from './moved.ts';
import { count, inUnits, signedIn } from './number.ts';
import { scope } from './scope.ts';
import { clipped } from './summary/room.ts';
import { sweepShort } from './sweep.ts';
import { visible } from './visible.ts';

/** What a comment says besides the verdict. Null: not known, or there is none. */
export interface CommentFacts {
  readonly model: string;
  readonly name: string | null;
  /** newest commit of what is proposed */
  readonly head: string | null;
  /** its merge with the base, where that was judged */
  readonly merge: string | null;
  readonly base: string | null;
  /** of the run; then of the artifact with the HTML report */
  readonly runUrl: string | null;
  readonly reportUrl: string | null;
  /** when it was decided, ISO 8601: how old the baseline was then; null: not known */
  readonly time?: string | null;
  /** when the baseline was decided */
  readonly baselineDecidedOn?: string | null;
}

/** How many rows a table may have, and how long foreign texts may be: the first that fits is taken. */
const SIZES = [
  { rows: 40, letters: 400 },
  { rows: 15, letters: 300 },
  { rows: 5, letters: 160 },
  { rows: 1, letters: 80 },
] as const;

type Size = (typeof SIZES)[number];

/**
 * The verdict as a comment on a pull request, shorter than the summary: the sentence, the gates, slices that moved, how it
 * was decided, where more can be read. Foreign text is escaped. At most `limit` characters, as JavaScript and at least as
 * GitHub counts them: what matters least goes first, whole rows and whole parts, never in the middle of one.
 */
export function comment(verdict: Verdict, facts: CommentFacts, limit: number): string {
  for (const size of SIZES) {
    const parts = partsOf(verdict, facts, size);
    const whole = joined(parts);
    if (whole.length <= limit) return whole;
    // notes and slices are in the report too
    const short = joined(parts.filter(({ needed }) => needed));
    if (short.length <= limit) return short;
  }
  return `${headline(verdict, facts, SIZES[3])}\n`;
}

interface Part {
  readonly markdown: string;
  readonly needed: boolean;
}

function partsOf(verdict: Verdict, facts: CommentFacts, size: Size): Part[] {
  return [
    { markdown: headline(verdict, facts, size), needed: true },
    { markdown: gates(verdict, size), needed: true },
    { markdown: sweepShort(verdict, { rows: size.rows, characters: size.letters }), needed: false },
    { markdown: changes(verdict, size), needed: false },
    { markdown: moved(verdict, size), needed: false },
    { markdown: notes(verdict, size), needed: false },
    { markdown: decided(verdict, facts, size), needed: true },
    { markdown: passedOver(verdict, facts, size), needed: false },
    { markdown: places(facts), needed: true },
  ];
}

function joined(parts: readonly Part[]): string {
  const said = parts.map(({ markdown }) => markdown).filter((markdown) => markdown !== '');
  return `${said.join('\n\n')}\n`;
}

/** The name of what was judged, as a heading and in a list of heads. */
function spoken({ model, name }: Pick<CommentFacts, 'model' | 'name'>): string {
  return name === null ? model : `${model}/${name}`;
}

function headline(verdict: Verdict, facts: CommentFacts, { letters }: Size): string {
  const { emoji, word } = decisionBadge(verdict.decision);
  const heading = `### ${emoji} ${text(spoken(facts))} ${word}`;
  return `${heading}\n\n**${text(clipped(verdict.reason, letters * 2))}**`;
}

/** The verdict in one line without Markdown, e.g. for the title of a check. */
export function titleOf({ decision, reason }: { decision: Decision; reason: string }, limit: number): string {
  const { word } = decisionBadge(decision);
  return clipped(visible(`${word.replace(/^is /, '')}: ${reason}`), limit);
}

/** Those that need a person first; passing slices only while there is room. */
function gates(verdict: Verdict, { rows, letters }: Size): string {
  if (verdict.gates.length === 0) return 'No gates are set: nothing was decided.';
  const ordered = byUrgency(verdict.gates);
  const open = ordered.filter(({ state, slice }) => state !== 'pass' || slice === undefined);
  const shown = open.slice(0, rows);
  const noisy = hasNoise(shown);
  const names = ['Observed', 'Baseline', ...(noisy ? ['Difference'] : []), 'Bound'];
  const units = unitsOf(verdict);
  const body = table(
    ['', 'Gate', ...names, 'Why'],
    ['left', 'left', ...names.map((): Align => 'right'), 'left'],
    shown.map((gate) => gateRow(gate, noisy, units, letters)),
  );
  const rest = ordered.length - shown.length;
  const more = rest > 0 ? `\n\n*${count(rest, 'more result')} of gates in the report.*` : '';
  return shown.length === 0
    ? `Every gate passes: ${text(tally(verdict))}.`
    : `${text(tally(verdict))}\n\n${body}${more}`;
}

function gateRow(gate: GateResult, noisy: boolean, units: Units, letters: number): string[] {
  const { emoji, word } = gateBadge(gate);
  const cells = gateCells(gate, units);
  const beside = (shown: string, span: string) => (span === '' ? shown : `${shown} (${span})`);
  const slice = gate.slice === undefined ? '' : ` on ${code(clipped(gate.slice, letters))}`;
  const why = [accepted(gate), gate.reason, gate.advice].filter((part) => part !== undefined).join(' · ');
  return [
    `${emoji} ${word}`,
    `${code(clipped(gateName(gate), letters))}${slice}`,
    beside(cells.observed, cells.observedSpan),
    cells.baseline,
    ...(noisy ? [beside(cells.difference, cells.differenceSpan)] : []),
    text(cells.bound),
    text(clipped(why, letters)),
  ];
}

/** Why a red gate passes on record. */
function accepted({ accepted: by }: GateResult): string | undefined {
  if (by === undefined) return undefined;
  return `accepted until ${by.until}${by.added === true ? ' (added in this change)' : ''}: ${by.why}`;
}

/** Gates as they were and as they are. */
function changes(verdict: Verdict, { rows, letters }: Size): string {
  const short = (gate: string | null) => (gate === null ? null : clipped(gate, letters));
  const all = (verdict.changes ?? []).map(({ before, now }) => ({ before: short(before), now: short(now) }));
  return all.length === 0 ? '' : gateChanges({ changes: all }, rows).replace(/^### (.*)$/m, '**$1**');
}

/** Slices whose measure differs from the baseline's beyond noise, or where noise was not judged, at all. */
function moved(verdict: Verdict, { rows, letters }: Size): string {
  const found = movement(verdict);
  const all = found?.by === 'noise' ? found.slices : otherwise(verdict);
  if (all.length === 0) return '';
  const lines = all.slice(0, rows).map(({ metric, slice, figure, difference, change }) => {
    const sign = change === 'worse' ? '▼' : change === 'better' ? '▲' : '';
    return [
      code(clipped(slice, letters)),
      code(clipped(metric, letters)),
      inUnits(figure.baseline ?? null, figure.unit),
      inUnits(figure.candidate, figure.unit),
      signedIn(difference, figure.unit),
      `${sign} ${meaning(change)}`.trim(),
    ];
  });
  const header = ['Slice', 'Measure', 'Baseline', 'Candidate', 'Difference', ''];
  const align: Align[] = ['left', 'left', 'right', 'right', 'right', 'left'];
  const rest = all.length - lines.length;
  const more = rest > 0 ? `\n\n*${count(rest, 'more slice')} in the report.*` : '';
  return details(`${count(all.length, 'slice')} moved`, `${table(header, align, lines)}${more}`);
}

/** Slices of gated measures that are not what they were. */
function otherwise(verdict: Verdict) {
  return sliceTables(verdict)
    .filter(({ gated }) => gated)
    .flatMap(({ metric, rows }) =>
      rows
        .filter(({ change }) => change !== 'unknown' && change !== 'same')
        .map((row) => ({ ...row, metric })),
    );
}

function notes({ notes: all }: Verdict, { rows, letters }: Size): string {
  if (all.length === 0) return '';
  const lines = all.slice(0, rows).map((note) => `- ${text(clipped(note, letters))}`);
  const rest = all.length - lines.length;
  const more = rest > 0 ? `\n- ${count(rest, 'more note')} in the report` : '';
  return details(count(all.length, 'note'), `${lines.join('\n')}${more}`);
}

/** On what, against what, how that was found, and whether noise was judged and how. */
function decided(verdict: Verdict, { time, baselineDecidedOn }: CommentFacts, { letters }: Size): string {
  const methods = [...new Set(verdict.gates.flatMap(({ method }) => method ?? []))];
  const noise =
    methods.length === 0
      ? 'noise was not judged'
      : `noise by ${methods.slice(0, 4).map(text).join(', ')}${methods.length > 4 ? ' and others' : ''}`;
  const { found } = baselineStory(verdict.baseline, { time: time ?? '', baselineDecidedOn });
  const how = found === null ? [] : [text(clipped(found, letters))];
  return `Decided on ${[...scope(verdict, {}, code, text), ...how, noise].join(' · ')}`;
}

/** Why earlier ways to a baseline did not lead to one. */
function passedOver(verdict: Verdict, { time }: CommentFacts, { rows, letters }: Size): string {
  const all = baselineStory(verdict.baseline, { time: time ?? '' }).passedOver;
  const lines = all.slice(0, rows).map((line) => `- ${text(clipped(line, letters))}`);
  return lines.length === 0 ? '' : details('Baselines that were passed over', lines.join('\n'));
}

function places({ head, merge, base, runUrl, reportUrl }: CommentFacts): string {
  const run = link(runUrl);
  const report = link(reportUrl);
  const commits = [
    head === null ? 'no commit' : `head ${code(brief(head))}`,
    ...(merge === null ? [] : [`judged as the merge ${code(brief(merge))}`]),
    ...(base === null ? [] : [`base ${code(brief(base))}`]),
  ];
  const links = [
    ...(run === null ? [] : [anchor(run, 'run')]),
    ...(report === null ? [] : [anchor(report, 'report')]),
  ];
  return `<sub>${[...commits, ...links].join(' · ')}</sub>`;
}
