import { Mistake } from '#kit/outcome';
import { NAME } from '#project/sections';
import { digestNamed, type Told } from '#record/reading';
import { instructionOf } from './instruction.ts';

const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commit of a record that can be replayed. A record comes from anywhere: what of it becomes a word of git or the
 * name of a file has to look like one.
 *
 * @throws Mistake for a record without a commit, or with one that is none
 */
export function demandCommit(told: Told): string {
  const { commit, model, name } = told;
  if (commit === null) {
    const what = 'was made outside of git: there is no commit to check out';
    throw new Mistake({ subject: 'record', what, remedy: 'Name the record of a commit.' });
  }
  const names = [model, name, ...Object.keys(instructionOf(told).data)].filter((one) => one !== null);
  const strange = COMMIT.test(commit) ? names.find((one) => !NAME.test(one)) : commit;
  if (strange === undefined) return commit;
  const what = 'holds a commit or a name that is none';
  throw new Mistake({
    subject: 'record',
    what,
    remedy: 'Name a record.json that mlops wrote.',
    value: strange,
  });
}

/** A stage that is no computation to be repeated: what its record is of, and what can be done instead. */
const NOT_REPEATED: Partial<Record<Told['stage'], readonly [string, string]>> = {
  containerize: [
    'is of an image, which replay does not pack again',
    'the same model, files and lock file make the same image to the byte, and mlops lineage checks every byte of it',
  ],
  deploy: [
    'is of a deployment, which changes what serves and is not done again',
    'mlops deploy --action rollback brings back what served before; mlops lineage draws what this was made of',
  ],
  'monitor-gate': [
    'is of a monitoring, whose live data are not kept with it',
    'mlops monitor-gate with current: judges logs that still lie somewhere',
  ],
};

/**
 * A record of a stage that can be made again: data, train, score, evaluate.
 *
 * @throws Mistake that names the record to replay instead, where this one names it
 */
export function demandRepeatable({ stage, ancestors }: Told): void {
  const [what, instead] = NOT_REPEATED[stage] ?? [];
  if (what === undefined) return;
  const before = ['train', 'evaluate'].flatMap((name) => {
    const digest = digestNamed(ancestors, name);
    return digest === null ? [] : [`mlops replay ${digest.slice(0, 12)} (${name})`];
  });
  const own =
    before.length === 0 ? 'Replay the training or the evaluation before it' : `Run ${before.join(' or ')}`;
  throw new Mistake({ subject: 'record', what, remedy: `${own}; ${instead}.` });
}
