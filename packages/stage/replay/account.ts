import type { Digest } from '#record/digest';
import { URI } from '#record/vocabulary';
import { grid } from '#report/grid';
import { count, pair, signed, UNDEFINED } from '#report/number';
import { titleOf } from './choice.ts';
import { byDistance, type NumberPair, type Result } from './comparison.ts';
import type { Output } from './evidence.ts';
import type { Found } from './found.ts';

/** What a replay came to. `--format json` prints it as it is. */
export interface Account {
  readonly schema: typeof URI.replay;
  readonly record: Digest;
  readonly stage: string;
  readonly model: string | null;
  readonly name: string | null;
  readonly commit: string | null;
  /** `planned`: a dry run. `not-restored`: something without which it could not run was nowhere to be had */
  readonly result: Result | 'planned' | 'not-restored';
  readonly sentence: string;
  readonly tolerance: number;
  /** what was done, or would be */
  readonly steps: readonly string[];
  readonly outputs: readonly Output[];
  /** every number that was compared */
  readonly numbers: readonly NumberPair[];
  /** what went in differently */
  readonly inputs: readonly string[];
  /** how this machine differs from that of the record; null where it does not, or where nothing is known of it */
  readonly machine: string | null;
  /** what could not be restored */
  readonly lost: readonly string[];
  /** absolute, where the replay can be looked at; null: it is gone */
  readonly folder: string | null;
}

/** Of a record, with nothing in it yet. */
export function blankAccount(
  { digest, told }: Found,
  tolerance: number,
): Omit<Account, 'result' | 'sentence'> {
  const { stage, model, name, commit } = told;
  return {
    schema: URI.replay,
    record: digest,
    stage,
    model,
    name,
    commit,
    tolerance,
    steps: [],
    outputs: [],
    numbers: [],
    inputs: [],
    machine: null,
    lost: [],
    folder: null,
  };
}

const WIDTH = 100;
/** Numbers in the table, the furthest apart first. */
const SHOWN = 40;

/** The account for a terminal: the sentence, then a table of what differs, then what could not be restored. */
export function accountText(account: Account): string {
  const { record, commit, sentence, inputs, machine, lost, folder } = account;
  const made = `${titleOf(account)}, record ${record.slice(0, 12)}, commit ${commit?.slice(0, 12) ?? '(none)'}`;
  const parts = [
    [`Replay of ${made}`, sentence],
    tableOf(account),
    account.result === 'planned' ? listOf('It would take', account.steps) : [],
    listOf('What went in differently', inputs),
    machine === null ? [] : [machine],
    listOf('Could not be restored', lost),
    folder === null ? [] : [`It can be looked at in ${folder}`],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Outputs and numbers that differ; nothing where everything is the same to the byte. */
function tableOf({ outputs, numbers, result }: Account): string[] {
  if (outputs.every(({ recorded, replayed }) => recorded === replayed) && result === 'same') return [];
  const digests = outputs.map(({ name, recorded, replayed }) => [
    name.replace(':', ' '),
    recorded?.slice(0, 12) ?? '(none)',
    replayed?.slice(0, 12) ?? '(none)',
    recorded === replayed ? 'same' : '',
  ]);
  const apart = numbers
    .filter((one) => !one.within || (result !== 'different' && one.recorded !== one.replayed))
    .toSorted(byDistance);
  const rows = [...digests, ...apart.slice(0, SHOWN).map(rowOf)];
  if (rows.length === 0) return [];
  const equal = numbers.length - apart.length;
  return [
    ...grid(['', 'Recorded', 'Replayed', 'Difference'], rows, WIDTH, '…'),
    ...(apart.length > SHOWN ? [`${count(apart.length - SHOWN, 'more number')} in --format json`] : []),
    ...(equal > 0
      ? [
          `${equal} of ${count(numbers.length, 'number')} ${equal === 1 ? 'is' : 'are'} ${result === 'different' ? 'within the tolerance' : 'equal'}`,
        ]
      : []),
  ];
}

function rowOf({ name, recorded, replayed, difference }: NumberPair): string[] {
  const [before, after] = pair(recorded ?? null, replayed ?? null);
  const shown = (value: number | null | undefined, text: string) =>
    value === undefined ? '(not there)' : value === null ? UNDEFINED : text;
  return [name, shown(recorded, before), shown(replayed, after), signed(difference)];
}

function listOf(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [title, ...entries.map((entry) => `- ${entry}`)];
}
