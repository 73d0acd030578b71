import { changesOf, type GateChange, type Rules } from '../gate/change.ts';
import type { GateResult } from '../verdict.ts';
import { type Champion, cumulative } from './cumulative.ts';
import type { Noise } from './noise.ts';
import { type Exhibits, type Ruling, settle, weigh } from './ruling.ts';

/** What gates that were changed come to as they were before, and the changes. */
interface Earlier {
  readonly rulings: readonly Ruling[];
  readonly changes: readonly GateChange[];
}

/**
 * Judges by the gates of before the change as well, on the terms of before: all of them are one family, and those count
 * that the change did not leave as they were. One that cannot be judged any more, as its measure went with it, is
 * inconclusive.
 */
export function judgeAsBefore(
  before: Rules,
  now: Rules,
  champion: Champion | undefined,
  exhibits: Exhibits,
  measured: (terms: Rules['terms']) => Noise,
): Earlier {
  const { changes, binding } = changesOf(before, now);
  if (binding.length === 0) return { rulings: [], changes };
  const { terms, allowance } = before;
  const then = { ...exhibits, terms, noise: measured(terms) };
  const held = champion === undefined ? undefined : { ...champion, allowance };
  const weighed = before.gates.flatMap((gate) =>
    [weigh(gate, then), ...cumulative([gate], held, then)].map((weighing) => ({ gate, weighing })),
  );
  const rulings = settle(
    weighed.map(({ weighing }) => weighing),
    terms,
  ).filter((_, at) => binding.some((gate) => gate === weighed[at]?.gate));
  return { rulings: rulings.map(asBefore), changes };
}

function asBefore({ gate, state, results }: Ruling): Ruling {
  const open = (one: Ruling['state']) => (one === 'error' ? 'inconclusive' : one);
  const said = (result: GateResult): GateResult => {
    const stays = result.state === 'pass' || result.state === 'marginal' || result.state === 'not judged';
    return {
      ...result,
      from: 'before',
      state: open(result.state),
      reason: `${result.reason}; so by the gate before this change`,
      ...(stays ? {} : { advice: wayOut(gate.text) }),
    };
  };
  return { gate, state: open(state), results: results.map(said), lacking: false };
}

function wayOut(text: string): string {
  return `where the change is wanted, say so under evaluate in mlops.yml: accept: [{ gate: '${text.replaceAll("'", "''")}', why: …, until: <date> }]`;
}
