import type { Problem } from '#kit/outcome';
import { type Account, blankAccount } from './account.ts';
import { conclude } from './comparison.ts';
import { evidenceOf, inputDifferences, outputsOf } from './evidence.ts';
import { execute } from './execution.ts';
import { type Program, runsBare } from './program.ts';
import type { Setting } from './setting.ts';
import { describeStep } from './step.ts';

/** An account, and what stands in the way where a replay could not run. */
export interface Replayed {
  readonly account: Account;
  readonly problems: readonly Problem[];
}

interface Manner {
  /** relative */
  readonly tolerance: number;
  readonly dryRun: boolean;
}

/** Runs a program, unless something is lacking or nothing is to be run, and says what it came to. */
export async function conclusionOf(program: Program, setting: Setting, manner: Manner): Promise<Replayed> {
  const { found, losses } = setting;
  const { problems } = program;
  if (runsBare(program))
    losses.add('No environment is recorded: commands run with the programs of this machine.');
  const blank = { ...blankAccount(found, manner.tolerance), steps: program.steps.flatMap(describeStep) };
  if (problems.length > 0) {
    const lost = [...losses.all, ...problems.map(({ subject, what }) => `${subject} ${what}.`)];
    const sentence = `Could not be replayed: ${problems.map(({ subject }) => subject).join(', ')} could not be restored.`;
    return { account: { ...blank, lost, result: 'not-restored', sentence }, problems };
  }
  if (manner.dryRun) {
    const sentence = 'It can be replayed; nothing was run.';
    return { account: { ...blank, lost: losses.all, result: 'planned', sentence }, problems };
  }
  const executed = await execute(program, setting);
  const compared = await setting.clean.log.group('comparison', async () => {
    const outputs = outputsOf(executed, setting);
    const evidence = await evidenceOf(executed, outputs, manner.tolerance, setting);
    const inputs = await inputDifferences(executed, setting);
    const ending = conclude(evidence);
    const wentIn = inputs.length === 0 ? ['All that went in is as recorded.'] : inputs;
    for (const sentence of [...wentIn, ending.sentence]) setting.clean.log.info(sentence);
    return { ...ending, outputs, numbers: evidence.numbers ?? [], inputs };
  });
  return { account: { ...blank, ...compared, machine: executed.machine, lost: losses.all }, problems };
}
