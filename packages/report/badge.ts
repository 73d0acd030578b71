import type { Decision, GateResult, Verdict } from '#judge/verdict';

/** How a state looks: always a sign and a word, so that nothing is said by colour alone. */
export interface Badge {
  readonly tone: 'good' | 'warn' | 'bad' | 'open';
  readonly sign: string;
  readonly ascii: string;
  readonly emoji: string;
  readonly word: string;
}

const DECISIONS: Readonly<Record<Decision, Badge>> = {
  pass: { tone: 'good', sign: '✓', ascii: '+', emoji: '✅', word: 'passed' },
  marginal: { tone: 'warn', sign: '!', ascii: '!', emoji: '⚠️', word: 'passed with warnings' },
  fail: { tone: 'bad', sign: '✗', ascii: 'x', emoji: '❌', word: 'failed' },
  inconclusive: { tone: 'open', sign: '?', ascii: '?', emoji: '❔', word: 'is inconclusive' },
  error: { tone: 'bad', sign: '✗', ascii: 'x', emoji: '⛔', word: 'could not be judged' },
};

const GATES = {
  pass: { tone: 'good', sign: '✓', ascii: '+', emoji: '✅', word: 'pass' },
  warn: { tone: 'warn', sign: '!', ascii: '!', emoji: '⚠️', word: 'warn' },
  marginal: { tone: 'warn', sign: '!', ascii: '!', emoji: '⚠️', word: 'marginal' },
  accepted: { tone: 'warn', sign: '!', ascii: '!', emoji: '⚠️', word: 'accepted' },
  fail: { tone: 'bad', sign: '✗', ascii: 'x', emoji: '❌', word: 'fail' },
  inconclusive: { tone: 'open', sign: '?', ascii: '?', emoji: '❔', word: 'inconclusive' },
  'not judged': { tone: 'open', sign: '?', ascii: '?', emoji: '❔', word: 'not judged' },
  error: { tone: 'bad', sign: '✗', ascii: 'x', emoji: '⛔', word: 'error' },
} as const satisfies Readonly<Record<string, Badge>>;

export function decisionBadge(decision: Decision): Badge {
  return DECISIONS[decision];
}

/** The same of a decision that was read somewhere; null where it is none. */
export function decisionOf(decision: string | null): Badge | null {
  const known = Object.entries(DECISIONS).find(([name]) => name === decision);
  return known?.[1] ?? null;
}

/** A gate of level `warn`, and one that is accepted, never shows as failed. */
export function gateBadge({ state, level, accepted }: GateResult): Badge {
  if (accepted !== undefined) return GATES.accepted;
  if (level === 'warn' && state === 'fail') return GATES.warn;
  if (level === 'warn' && state === 'error') return { ...GATES.error, tone: 'warn', sign: '!', ascii: '!' };
  return GATES[state];
}

/** What needs a person first: failures, errors, what was not judged, warnings; then what passes, as written. */
export function byUrgency(gates: readonly GateResult[]): GateResult[] {
  return gates.toSorted((one, other) => urgency(one) - urgency(other));
}

function urgency({ state, level }: GateResult): number {
  if (state === 'pass') return 99;
  const order = ['fail', 'error', 'inconclusive', 'not judged', 'marginal'];
  return order.indexOf(state) + (level === 'warn' ? order.length : 0);
}

/** `1 fails, 2 warn, 11 pass`; `no gates` where none is set. */
export function tally({ gates }: Verdict): string {
  const of = (word: string) => gates.filter((gate) => gateBadge(gate).word === word).length;
  const parts = [
    [of('fail'), 'fail', 'fails'],
    [of('error'), 'could not be judged', 'could not be judged'],
    [of('inconclusive'), 'inconclusive', 'inconclusive'],
    [of('not judged'), 'not judged', 'not judged'],
    [of('accepted'), 'accepted', 'accepted'],
    [of('warn'), 'warn', 'warns'],
    [of('marginal'), 'marginal', 'marginal'],
    [of('pass'), 'pass', 'passes'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([n, many, one]) => `${n} ${n === 1 ? one : many}`);
  return said.join(', ') || 'no gates';
}

/** Gates to be read, the urgent ones first, and apart from them slices whose gate passes where those are many. */
export function folded(gates: readonly GateResult[]): {
  readonly open: GateResult[];
  readonly quiet: GateResult[];
} {
  const all = byUrgency(gates);
  const passes = ({ state, slice }: GateResult) => state === 'pass' && slice !== undefined;
  const quiet = all.filter(passes);
  return quiet.length > 6 ? { open: all.filter((gate) => !passes(gate)), quiet } : { open: all, quiet: [] };
}
