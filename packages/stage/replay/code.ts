import type { Host } from '#kit/ports';
import { fileChanges } from '#record/explanation';
import { digestNamed, type Told } from '#record/reading';
import { count } from '#report/number';
import { codeOf } from '../code.ts';
import { contentsIn } from '../contents.ts';
import { instructionOf } from './instruction.ts';
import type { Losses } from './losses.ts';

/** Compares the code of the commit with what was recorded; of a checkout with changes it may be another. */
export async function compareCode(
  told: Told,
  homes: readonly string[],
  clean: Pick<Host, 'files' | 'digests' | 'log'>,
  losses: Losses,
): Promise<void> {
  const expected = digestNamed(told.dependencies, 'code');
  if (told.dirty)
    clean.log.info('The record was made from a checkout with changes: the commit alone may not be its code.');
  if (expected === null) return;
  const { code, apart } = instructionOf(told);
  const now = await codeOf(clean, code, apart);
  if (now.digest === expected) {
    clean.log.info(`Code ${expected.slice(0, 12)} (${count(now.files.length, 'file')}), as recorded.`);
    return;
  }
  const list = (await contentsIn(homes, new Set([expected]), clean.files)).files(expected);
  const changes = list === null ? 'which files is not known here' : fileChanges(list, now.files);
  const why = told.dirty
    ? 'the record was made from a checkout with changes; once they are committed, run the stage again: it is skipped, and its record names the commit'
    : 'though the commit is the same';
  losses.add(`The code is another than recorded (${changes}): ${why}.`);
}
