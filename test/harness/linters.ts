import { dirname, join } from 'node:path';
import { toolPath } from '../../scripts/install.ts';
import { machineEnvironment } from './bundle.ts';
import { runChild } from './child.ts';
import { lockedEnvironment } from './python.ts';
import { Workspace } from './workspace.ts';

/** One package; `uv pip compile --universal --generate-hashes` wrote it. */
const ZIZMOR = join(import.meta.dirname, '../python/zizmor.txt');
const POLICY = join(import.meta.dirname, '../../.github/zizmor.yml');

/** A repository to lint: workflows in `.github/workflows/`, actions by their action.yml. */
export type Linted = Readonly<Record<string, string>>;

/** What actionlint says; empty when it finds nothing. Its own checks alone: what else it would call is not everywhere. */
export async function actionlint(files: Linted): Promise<string> {
  using repository = Workspace.of(files);
  const argv = [toolPath('actionlint'), '-no-color', '-shellcheck=', '-pyflakes='] as const;
  const env = machineEnvironment();
  const { status, log } = await runChild([...argv], { cwd: repository.path, env });
  return status === 0 ? '' : log;
}

/** What zizmor says, by this repository's policy; empty when it read every file and finds nothing. */
export async function zizmor(files: Linted, persona: 'regular' | 'pedantic'): Promise<string> {
  using repository = Workspace.of(files);
  const program = join(dirname(await lockedEnvironment('zizmor', ZIZMOR)), 'zizmor');
  const words = ['--offline', '--quiet', '--no-progress', '--color=never', '--strict-collection'];
  const ran = await runChild([program, ...words, `--persona=${persona}`, `--config=${POLICY}`, '.'], {
    cwd: repository.path,
    env: machineEnvironment(),
  });
  return ran.status === 0 ? '' : ran.log;
}
