import { Mistake } from '#kit/outcome';
import type { Said } from '#kit/read';
import type { Command, Words } from './command.ts';
import { findPlace } from './invoke.ts';

/** `mlops init`: the first mlops.yml of a repository, and workflows. */
export const init: Command = {
  name: 'init',
  description:
    'Write mlops.yml and workflows into a repository that has none: what it can tell from the files is filled in, the rest is left to you.',
  usage: '[folder]',
  options: {
    'workflow <names…>':
      'Which of the workflows to copy, by name, or none. Default: pr-gate and evaluate-main.',
    'model <name>': 'Name of the model. Default: that of the repository.',
    'dry-run': 'Show the files, write nothing.',
    json: 'What was found, written and is to be done, as JSON.',
  },
  async run(words, env, cwd) {
    const place = await findPlace(placeSaid(words), env, cwd);
    const { initRepository } = await import('./init-repository.ts');
    return initRepository(words, place, env);
  },
};

/** The folder as `findPlace` takes it. */
function placeSaid({ names: [folder, ...more] }: Words): Map<string, Said> {
  if (more.length > 0) {
    const remedy = 'Write mlops init [folder]; workflows are named behind --workflow.';
    throw new Mistake({ subject: 'init', what: 'takes at most one folder', remedy, value: more.join(' ') });
  }
  return new Map(
    folder === undefined ? [] : [['working-directory', { where: 'folder', said: { text: folder } }] as const],
  );
}
