import { Mistake } from '#kit/outcome';
import { NAME } from '#project/sections';
import type { Told } from '#record/reading';
import { instructionOf } from './instruction.ts';

const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Stages that make something out of a commit; the others pack, start or watch what these made. */
const MAKING = ['data', 'train', 'score', 'evaluate'];

/**
 * The commit of a record that can be replayed. A record comes from anywhere: what of it becomes a word of git or the
 * name of a file has to look like one.
 *
 * @throws Mistake for a record of a stage that is not replayed, without a commit, or with one that is none
 */
export function demandCommit(told: Told): string {
  const { stage, commit, model, name } = told;
  if (!MAKING.includes(stage)) {
    const what = `is of ${stage}, which is not replayed`;
    const remedy = `Replay what it follows: a record of ${MAKING.join(', ')}. mlops lineage <record> names them.`;
    throw new Mistake({ subject: 'record', what, remedy });
  }
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
