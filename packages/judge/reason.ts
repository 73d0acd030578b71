import { printGate } from './gate.ts';
import type { Ruling } from './ruling.ts';
import type { GateResult } from './verdict.ts';

const SHOWN = 3;

/** `2 of 5 gates fail: roc_auc 0.6812 < 0.70; log_loss 0.61 > 0.5` */
export function failing(rulings: readonly Ruling[], all: number): string {
  return `${count(rulings.length, all)} ${rulings.length === 1 ? 'fails' : 'fail'}: ${listed(rulings.map(account))}`;
}

/** `1 of 5 gates cannot be judged: there is no metric roc_acu; …` */
export function erring(rulings: readonly Ruling[], all: number): string {
  const reasons = rulings.map(({ gate, results }) => {
    const wrong = results.find(({ state }) => state === 'error');
    return `${printGate(gate)}: ${wrong?.reason ?? ''}`;
  });
  return `${count(rulings.length, all)} cannot be judged: ${listed(reasons)}`;
}

/** What is wrong with the warnings of a verdict that goes on: failed ones, then ones that are not defined. */
export function warning(rulings: readonly Ruling[]): string {
  const verb = rulings.length === 1 ? 'warning does not pass' : 'warnings do not pass';
  return `${rulings.length} ${verb}: ${listed(rulings.map(account))}`;
}

/** `all 5 gates pass`, `1 gate passes`, `3 of 5 gates pass` */
export function passing(passed: number, all: number): string {
  if (passed === all) return all === 1 ? 'the one gate passes' : `all ${all} gates pass`;
  return `${count(passed, all)} ${passed === 1 ? 'passes' : 'pass'}`;
}

function count(some: number, all: number): string {
  return all === 1 ? 'the one gate' : `${some} of ${all} gates`;
}

/** The gate's result; of a gate over slices the number that fail, and the one farthest from its bound. */
function account({ gate, results }: Ruling): string {
  const wrong = results.filter(({ state }) => state === 'fail' || state === 'error');
  const [worst] = wrong.toSorted((one, other) => gap(other) - gap(one));
  if (worst === undefined) return printGate(gate);
  if (worst.state === 'error') return worst.reason;
  const line = `${subject(worst)} ${worst.reason}`;
  if (worst.slice === undefined) return line;
  const where = `${line} on ${worst.rows} ${worst.rows === 1 ? 'row' : 'rows'}`;
  if (wrong.length === 1) return where;
  return `${gate.metric}[${gate.slice?.column}=*] on ${wrong.length} of ${results.length} values, worst ${where}`;
}

function gap({ observed, bound }: GateResult): number {
  return Math.abs((observed ?? 0) - (bound ?? 0));
}

function subject({ metric, slice }: GateResult): string {
  return slice === undefined ? metric : `${metric}[${slice}]`;
}

function listed(parts: readonly string[]): string {
  const more = parts.length > SHOWN ? [`and ${parts.length - SHOWN} more`] : [];
  return [...parts.slice(0, SHOWN), ...more].join('; ');
}

/** Notes on gates that were judged in part or not at all, those with one reason together. */
export function unjudgedNotes(rulings: readonly Ruling[]): string[] {
  const gates = new Map<string, string[]>();
  for (const { gate, results } of rulings) {
    const byReason = Map.groupBy(
      results.filter(({ state }) => state === 'not judged'),
      why,
    );
    for (const [reason, open] of byReason) {
      const values = open.slice(0, SHOWN).map(({ slice }) => slice);
      const some = open.length < results.length;
      const more = open.length > SHOWN ? ` and ${open.length - SHOWN} more` : '';
      const said = some ? `${printGate(gate)} for ${values.join(', ')}${more}` : printGate(gate);
      gates.set(reason, [...(gates.get(reason) ?? []), said]);
    }
  }
  return [...gates].map(([reason, said]) => `not judged: ${said.join('; ')}: ${reason}`);
}

/** The reason without the slice, so that slices with the same one come together. */
function why({ reason, slice }: GateResult): string {
  return slice === undefined ? reason : reason.replace(` for ${slice}`, '');
}
