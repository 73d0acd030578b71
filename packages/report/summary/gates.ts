import type { GateResult, Verdict } from '#judge/verdict';
import { folded, gateBadge, tally } from '../badge.ts';
import { gateCells, gateName, hasNoise, type Units, unitsOf } from '../gatecells.ts';
import { type Align, details, table, text } from '../markdown.ts';
import { count } from '../number.ts';
import { coded, more, type Room, said } from './room.ts';

/** Every gate that needs a look, slices whose gate passes folded: value, baseline, difference, bound, verdict. */
export function gatesPart(verdict: Verdict, room: Room): string {
  if (verdict.gates.length === 0) return '### Gates\n\nNo gates are set: nothing was decided.';
  const { open, quiet } = folded(verdict.gates);
  const units = unitsOf(verdict);
  const passing = `${count(quiet.length, 'slice')} whose gate passes`;
  const rest = quiet.length === 0 ? [] : [details(passing, gateTable(quiet, room, units))];
  return [`### Gates: ${tally(verdict)}`, gateTable(open, room, units), ...rest].join('\n\n');
}

function gateTable(gates: readonly GateResult[], room: Room, units: Units): string {
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
    gates.slice(0, room.rows).map((gate) => gateRow(gate, noisy, units, room)),
  );
  return `${body}${more(gates.length - room.rows, 'gate')}`;
}

function gateRow(gate: GateResult, noisy: boolean, units: Units, room: Room): string[] {
  const { emoji, word } = gateBadge(gate);
  const cells = gateCells(gate, units);
  const beside = (shown: string, span: string) => (span === '' ? shown : `${shown} (${span})`);
  const why = [gate.reason, gate.advice, gate.method].filter((part) => part !== undefined);
  return [
    `${emoji} ${word}`,
    coded(gateName(gate), room),
    gate.slice === undefined ? 'all rows' : coded(gate.slice, room),
    beside(cells.observed, cells.observedSpan),
    cells.baseline,
    ...(noisy ? [beside(cells.difference, cells.differenceSpan)] : []),
    text(cells.bound),
    ...(noisy ? [text(cells.examples)] : []),
    said(why.join(' · '), room),
  ];
}
