import { printGate } from '../gate/gate.ts';
import { everyColumn, printSelector } from '../gate/selector.ts';
import type { GateResult } from '../verdict.ts';
import { isJudged, isSmall, MOST_ROWS, type Ruling, smallShare } from './ruling.ts';

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

/** `1 of 5 gates is not decided: roc_auc 0.7 >= 0.69 (baseline - 0.02), within noise: …` */
export function undeciding(rulings: readonly Ruling[], all: number): string {
  return `${count(rulings.length, all)} ${rulings.length === 1 ? 'is' : 'are'} not decided: ${listed(rulings.map(advised))}`;
}

/** `1 gate is marginal: roc_auc 0.7 >= 0.69 (baseline), within noise: …` */
export function wavering(rulings: readonly Ruling[], all: number): string {
  return `${count(rulings.length, all)} ${rulings.length === 1 ? 'is' : 'are'} marginal: ${listed(rulings.map(advised))}`;
}

/** `1 of 5 gates is red: roc_auc 0.6812 < 0.70; accepted until 2026-12-31: the labels of May are wrong` */
export function accepting(rulings: readonly Ruling[], all: number): string {
  return `${count(rulings.length, all)} ${rulings.length === 1 ? 'is' : 'are'} red: ${listed(rulings.map(account))}`;
}

/** What is wrong with the warnings of a verdict that goes on. */
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

/** The account with what would decide it. */
function advised(ruling: Ruling): string {
  const advice = worstOf(decisive(ruling))?.advice;
  return account(ruling) + (advice === undefined ? '' : `: ${advice}`);
}

function worstOf(results: readonly GateResult[]): GateResult | undefined {
  return results.toSorted((one, other) => gap(other) - gap(one))[0];
}

/** The results by which a gate is what it is. */
function decisive({ results, state }: Ruling): GateResult[] {
  const worst = results.filter((one) => one.state === state);
  if (worst.length > 0) return worst;
  const open = results.filter((one) => one.state === 'inconclusive');
  if (open.length > 0) return open;
  const undecided = state === 'inconclusive' ? results.filter((one) => !isJudged(one)) : [];
  return undecided.length > 0 ? undecided : [...results];
}

/** `3 of 200 slices of recall[user=*] had enough examples to be judged`, of the gates over slices that had not all. */
export function coverage(rulings: readonly Ruling[]): string[] {
  return rulings.flatMap((ruling) => {
    const { gate } = ruling;
    const said = covered(ruling);
    return said === null ? [] : [said.replace(' had', ` of ${gate.metric}[${spelled(gate)}] had`)];
  });
}

/** Null where each slice was judged, or where it is no gate over slices, or each waits for a baseline. */
function covered({ gate, results }: Ruling): string | null {
  const judged = results.filter(isJudged).length;
  const tried = results.filter(({ state, observed }) => state !== 'not judged' || observed === undefined);
  if (everyColumn(gate.slice) === null || tried.length === 0 || judged === results.length) return null;
  return `${judged} of ${results.length} ${results.length === 1 ? 'slice' : 'slices'} had enough examples to be judged`;
}

function spelled({ slice }: Ruling['gate']): string {
  return slice === null ? '' : printSelector(slice);
}

/** What the gate came to, and of how many slices that could be told. */
function account(ruling: Ruling): string {
  const said = covered(ruling);
  return worstSaid(ruling) + (said === null ? '' : ` (${said})`);
}

/** The gate's result; of a gate over slices how many there are like it, and the one farthest from its bound. */
function worstSaid(ruling: Ruling): string {
  const { gate, results } = ruling;
  const wrong = decisive(ruling);
  const worst = worstOf(wrong);
  if (worst === undefined) return printGate(gate);
  if (worst.observed === undefined || worst.state === 'error') return worst.reason;
  if (worst.bound === undefined) return `${printGate(gate)}: ${worst.reason}`;
  if (worst.slice === undefined) return `${worst.metric} ${worst.reason}`;
  const rows = `${worst.rows} ${worst.rows === 1 ? 'row' : 'rows'}`;
  const where = `${worst.metric}[${worst.slice}] (${rows}) ${worst.reason}`;
  if (wrong.length === 1) return where;
  return `${gate.metric}[${spelled(gate)}] on ${wrong.length} of ${results.length} values, worst ${where}`;
}

function gap({ observed, bound }: GateResult): number {
  return Math.abs((observed ?? 0) - (bound ?? 0));
}

function listed(parts: readonly string[]): string {
  const more = parts.length > SHOWN ? [`and ${parts.length - SHOWN} more`] : [];
  return [...parts.slice(0, SHOWN), ...more].join('; ');
}

/** Notes on gates over every value of a column that stop nothing, and are not proved for each value. */
export function unprovenNotes(rulings: readonly Ruling[]): string[] {
  return rulings.flatMap(({ gate, state, results }) => {
    const open = results.filter((one) => one.state === 'inconclusive' || one.state === 'marginal');
    if (everyColumn(gate.slice) === null || open.length === 0 || (state !== 'pass' && state !== 'marginal'))
      return [];
    const shown = open.slice(0, SHOWN).map(({ slice }) => slice);
    const more = open.length > SHOWN ? ` and ${open.length - SHOWN} more` : '';
    const some = `${open.length} of ${results.length} values`;
    return [
      `not worse beyond noise, and not proved either, for ${some} of ${printGate(gate)}: ${shown.join(', ')}${more}`,
    ];
  });
}

/** Gates over every value of a column that are looked at in the larger part of neither values nor rows. */
export function smallNotes(rulings: readonly Ruling[], minN: number): string[] {
  return rulings.flatMap(({ gate, results }) => {
    const share = smallShare(gate, results, minN);
    if (everyColumn(gate.slice) === null || gate.choices.every === 'proof' || share <= MOST_ROWS) return [];
    const small = results.filter((one) => isSmall(gate, one, minN)).length;
    const some = `${small} of ${results.length} values, with ${Math.round(100 * share)} % of the rows`;
    return [
      `${printGate(gate)}: ${some}, have too few examples to be judged: gate a column with fewer values, or all rows`,
    ];
  });
}

/** Comparisons that were made with numbers alone. */
export function noiseNote(rulings: readonly Ruling[]): string[] {
  const compared = rulings
    .flatMap(({ results }) => results)
    .filter(({ baseline, n, state }) => baseline !== undefined && n === undefined && state !== 'error');
  return compared.length === 0 ? [] : [NOISE];
}

const NOISE =
  'noise not judged: where there are no examples of both sides, comparisons with the baseline take the measured values as they are';

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
