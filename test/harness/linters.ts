import { dirname, join } from 'node:path';
import { toolPath } from '../../scripts/install.ts';
import { machineEnvironment } from './bundle.ts';
import { runChild } from './child.ts';
import { pythonEnvironment } from './python.ts';
import { Workspace } from './workspace.ts';

/** A wheel for each machine the tests run on: linux on x64 and arm64. */
const ZIZMOR = [
  'zizmor==1.32.0',
  '--hash=sha256:84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071',
  '--hash=sha256:0cdd38fca6eb34ceb567548548d706332e3535ea66894b9168c048e03207b68c',
].join(' ');
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
  const program = join(dirname(await pythonEnvironment('zizmor', [ZIZMOR])), 'zizmor');
  const words = ['--offline', '--quiet', '--no-progress', '--color=never', '--strict-collection'];
  const ran = await runChild([program, ...words, `--persona=${persona}`, `--config=${POLICY}`, '.'], {
    cwd: repository.path,
    env: machineEnvironment(),
  });
  return ran.status === 0 ? '' : ran.log;
}
