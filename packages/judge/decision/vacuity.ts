import { measureNamed } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';
import { type Gate, printGate } from '../gate/gate.ts';
import { goodSide, type Ordering } from '../gate/side.ts';

type Range = readonly [number, number];

/**
 * Gates that decide nothing, as sentences: what a measure can be at all keeps to the bound, or breaks it, whatever the
 * model does. Measures of which no range is known are passed over.
 */
export function vacuities(gates: readonly Gate[], task: Task): string[] {
  return gates.flatMap((gate) => {
    const range = measureNamed(gate.metric, task)?.range;
    if (range === undefined || gate.operator === '==') return [];
    const [least, most] = boundRange(gate, range);
    const kept = keeps(gate.operator, range, [least, most]);
    if (kept === null) return [];
    return [
      `${printGate(gate)} can never ${kept ? 'be broken' : 'hold'}: ${gate.metric} ${spelled(range)}${meant(gate, range)}`,
    ];
  });
}

/** What the bound can be: a number, or as much as the baseline can make of it. */
function boundRange({ bound }: Gate, [low, high]: Range): Range {
  if (bound.kind === 'number') return [bound.value, bound.value];
  return [bound.times * low + bound.plus, bound.times * high + bound.plus];
}

/** Does every value keep to every bound, or none to any? Null: it depends. */
function keeps(operator: Ordering, [low, high]: Range, [least, most]: Range): boolean | null {
  const strict = operator === '>' || operator === '<';
  const beyond = (one: number, other: number) => (strict ? one > other : one >= other);
  if (goodSide(operator) === 'above') {
    if (beyond(low, most)) return true;
    return beyond(high, least) ? null : false;
  }
  if (beyond(least, high)) return true;
  return beyond(most, low) ? null : false;
}

function spelled([low, high]: Range): string {
  if (Number.isFinite(low) && Number.isFinite(high)) return `lies between ${low} and ${high}`;
  return Number.isFinite(low) ? `is never below ${low}` : `is never above ${high}`;
}

/** Shares are written as 0.7 or 70%: one without the sign was meant to have it. */
function meant({ bound }: Gate, [low, high]: Range): string {
  const value = bound.kind === 'number' ? bound.value : Math.abs(bound.plus);
  const unitless = bound.kind === 'baseline' ? !bound.spelled.includes('%') : bound.unit === null;
  const share = low === 0 && high === 1 && unitless && value > 1 && value <= 100;
  return share ? `; did you mean ${value}%?` : '';
}
