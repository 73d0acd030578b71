import type { Decision } from '../verdict.ts';
import { accepting, coverage, erring, failing, passing, undeciding, warning, wavering } from './reason.ts';
import type { Ruling } from './ruling.ts';

/** A decision over several gates, in one sentence. */
export interface Conclusion {
  readonly decision: Decision;
  readonly reason: string;
}

/**
 * What stands in the way: a gate that cannot be judged, at either level where its metric or slice is not there; else one
 * that fails; else one that is not decided, except what is accepted. Null: nothing does.
 */
export function obstacle(rulings: readonly Ruling[]): Conclusion | null {
  const all = rulings.length;
  const binding = (state: Ruling['state']) =>
    rulings.filter((one) => one.state === state && one.gate.level === 'fail' && one.accepted === undefined);
  const erred = rulings.filter(
    ({ state, lacking, gate }) => state === 'error' && (lacking || gate.level === 'fail'),
  );
  if (erred.length > 0) return { decision: 'error', reason: erring(erred, all) };
  const failed = binding('fail');
  if (failed.length > 0) return { decision: 'fail', reason: failing(failed, all) };
  const open = binding('inconclusive');
  if (open.length > 0) return { decision: 'inconclusive', reason: undeciding(open, all) };
  return null;
}

const UNPROVED: readonly Ruling['state'][] = ['fail', 'error', 'inconclusive', 'marginal'];

/** Nothing stands in the way: pass, or marginal where a gate is, or is accepted, or where a warning does not pass. */
export function going(rulings: readonly Ruling[]): Conclusion {
  const accepted = rulings.filter((one) => one.accepted !== undefined);
  const unproved = rulings.filter((one) => UNPROVED.includes(one.state) && !accepted.includes(one));
  const warned = unproved.filter(({ gate, state }) => gate.level === 'warn' && state !== 'marginal');
  const wavered = unproved.filter((one) => !warned.includes(one));
  const passed = rulings.filter(({ state }) => state === 'pass');
  const waiting = rulings.filter((one) => one.state === 'not judged' && !accepted.includes(one)).length;
  const parts = [
    ...(accepted.length > 0 ? [accepting(accepted, rulings.length)] : []),
    ...(warned.length > 0 ? [warning(warned)] : []),
    ...(wavered.length > 0 ? [wavering(wavered, rulings.length)] : []),
    ...(passed.length > 0 ? [passing(passed.length, rulings.length), ...coverage(passed)] : []),
    ...(waiting > 0 ? [`${waiting} not judged`] : []),
  ];
  const open = unproved.length + accepted.length;
  return { decision: open > 0 ? 'marginal' : 'pass', reason: parts.join(', ') };
}
