import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

/** A project in a folder of the checkout, whose training reads a script behind a link to a folder beside it. */
function linkedProject(code: string): Workspace {
  using tiny = tinyProject({
    'mlops.yml': changed('  code: [train.sh]', `  code: ${code}`),
    'train.sh': `bash shared/deep/say.sh > /dev/null\nmkdir -p out\ncat shared/deep/say.sh > "$MLOPS_MODEL"\necho '{}' > "$MLOPS_METRICS"\n`,
  });
  const workspace = new Workspace();
  workspace.git('init', '-q', '-b', 'main');
  for (const path of tiny.tree().filter((one) => !one.startsWith('.git/')))
    workspace.write({ [`flights/${path}`]: tiny.read(path) });
  workspace.write({
    'common/deep/say.sh': 'echo hello\n',
    'common/notes.md': 'no code',
    'common/.gitignore': '*.log\n',
    'common/noise.log': 'not seen by git',
  });
  symlinkSync('../common', join(workspace.path, 'flights/shared'));
  workspace.commit('first');
  return workspace;
}

const at = (workspace: Workspace) => ({ path: join(workspace.path, 'flights') });

async function ran(words: readonly string[], workspace: Pick<Workspace, 'path'>, status = 0) {
  const ended = await runCli(words, workspace);
  expect(ended.status, ended.log).toBe(status);
  return ended;
}

test.each(['[]', '[train.sh, shared]', '["**/*.sh"]', '[train.sh, shared/deep/say.sh]'])(
  'code: %s holds what lies behind a link to a folder beside the project: changed, it is the reason to run again',
  async (code) => {
    using workspace = linkedProject(code);
    await ran(['train'], at(workspace));
    workspace.write({ 'common/noise.log': 'other noise', 'common/notes.md': 'other notes' });
    expect((await ran(['train'], at(workspace))).stdout).toContain('skipped=true');
    workspace.write({ 'common/deep/say.sh': 'echo other\n' });
    const explained = await ran(['explain', 'train'], at(workspace));
    expect(explained.stdout).toContain('- code: shared/deep/say.sh changed');
    expect((await ran(['train'], at(workspace))).stdout).toContain('skipped=false');
  },
);

test('lineage finds it in the commit, and a replay makes the same', async () => {
  using workspace = linkedProject('[]');
  const { stdout } = await ran(['train'], at(workspace));
  const record = JSON.parse(workspace.read('flights/.mlops/stage/train/record.json'));
  expect(record.predicate.buildDefinition.internalParameters.links).toEqual({ shared: 'common' });
  expect(stdout).toContain('skipped=false');
  const lineage = await ran(['lineage'], at(workspace));
  expect(lineage.stdout).toMatch(/= by digest +went in +code/);
  expect(lineage.stdout).toContain(' by digest; none signed');
  const replayed = await ran(['replay', '.mlops/stage/train'], at(workspace));
  expect(replayed.log).toContain('All that went in is as recorded.');
  expect(replayed.stdout).toContain('The same to the byte: model');
});

test('a link to a folder out of the checkout is a mistake, unless it is no code', async () => {
  using elsewhere = new Workspace().write({ 'lib.sh': 'echo' });
  using workspace = linkedProject('[]');
  symlinkSync(elsewhere.path, join(workspace.path, 'flights/lib'));
  const refused = await ran(['train'], at(workspace), 2);
  expect(refused.log).toMatch(
    /code = "lib" \(flights\/mlops\.yml:\d+:\d+\): is a link to a folder out of the checkout: nothing would tell a change of what lies there\./,
  );
  const named = await ran(['train', '--code', 'train.sh', '--code', 'shared'], at(workspace));
  expect(named.stdout).toContain('skipped=false');
});

test('a link to a folder that holds it is a mistake', async () => {
  using workspace = linkedProject('[]');
  symlinkSync('..', join(workspace.path, 'flights/all'));
  const refused = await ran(['train'], at(workspace), 2);
  expect(refused.log).toMatch(
    /code = "all" \(flights\/mlops\.yml:\d+:\d+\): is a link to a folder that holds it\./,
  );
});
