import type { Terms } from '../inference/terms.ts';
import { type Gate, printGate } from './gate.ts';
import { printSelector } from './selector.ts';

/** A gate, or what gates are judged by, as it was and as it is; null: there was none, or there is none any more. */
export interface GateChange {
  readonly before: string | null;
  readonly now: string | null;
}

/** Gates with what they are judged by. */
export interface Rules {
  readonly gates: readonly Gate[];
  readonly terms: Terms;
  /** how many times its margin a gate may lose in all against the champion */
  readonly allowance: number;
}

/** What a change made of the gates, and those of before that it did not leave as they were. */
export interface Changed {
  readonly changes: readonly GateChange[];
  /** gates of before that have to hold as well: who loosens a gate does not pass by it in silence */
  readonly binding: readonly Gate[];
}

/**
 * Compares gates by their plain spelling. One that is spelled otherwise, of the same measure on the same rows against
 * the same kind of bound, was changed; else it was removed, or added. Other terms change every gate there was.
 */
export function changesOf(before: Rules, now: Rules): Changed {
  const kept = new Set(now.gates.map(printGate));
  const was = new Set(before.gates.map(printGate));
  const gone = before.gates.filter((gate) => !kept.has(printGate(gate)));
  const come = now.gates.filter((gate) => !was.has(printGate(gate)));
  const changes = gone.map((gate): GateChange => {
    const at = come.findIndex((one) => subjectOf(one) === subjectOf(gate));
    const [next] = at === -1 ? [] : come.splice(at, 1);
    return { before: gate.text, now: next?.text ?? null };
  });
  const terms = termChanges(before, now);
  return {
    changes: [...changes, ...come.map(({ text }) => ({ before: null, now: text })), ...terms],
    binding: terms.length > 0 ? before.gates : gone,
  };
}

/** Measure, rows, and whether it is held against a number or the baseline. */
function subjectOf({ metric, slice, bound }: Gate): string {
  return JSON.stringify([metric, slice === null ? null : printSelector(slice), bound.kind]);
}

function termChanges(before: Rules, now: Rules): GateChange[] {
  const spelled = ({ terms, allowance }: Rules) => [
    `confidence: ${terms.confidence}`,
    `min-n: ${terms.minN}`,
    `resampling-seed: ${terms.seed}`,
    `allowance: ${allowance}`,
  ];
  const present = spelled(now);
  return spelled(before).flatMap((was, at) => {
    const is = present[at] ?? null;
    return was === is ? [] : [{ before: was, now: is }];
  });
}
