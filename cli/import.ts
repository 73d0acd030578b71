import { Mistake } from '#kit/outcome';
import type { Said } from '#kit/read';
import type { Command, Words } from './command.ts';
import { findPlace } from './invoke.ts';

/** `mlops import dvc`: mlops.yml for a project that DVC runs today. */
export const importing: Command = {
  name: 'import',
  description: 'Write mlops.yml for a DVC project: its stages, data and digests (docs/dvc.md).',
  usage: 'dvc [folder]',
  options: {
    'dry-run': 'Show the file, write nothing.',
    force: 'Replace an mlops.yml that is there.',
    'train <stage>': 'The stage that trains, where its name does not tell.',
    'evaluate <stage>': 'The stage that scores the model, where several read it.',
  },
  async run(words, env, cwd) {
    const place = findPlace(placeSaid(words), env, cwd);
    const { importDvc } = await import('./import-dvc.ts');
    return importDvc(words, place, env);
  },
};

/** The folder as `findPlace` takes it. */
function placeSaid({ names: [what, folder, ...more] }: Words): Map<string, Said> {
  if (what !== 'dvc' || more.length > 0) {
    const remedy = 'Write mlops import dvc [folder].';
    throw new Mistake({ subject: 'import', what: 'takes dvc, and at most one folder', remedy });
  }
  const said =
    folder === undefined ? [] : [['working-directory', { where: 'folder', said: { text: folder } }] as const];
  return new Map(said);
}
