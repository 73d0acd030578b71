import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';
import { tell } from '#record/reading';
import { contentDigest, readStatement } from '#record/statement';

/** Stages that are skipped; judging never is. */
const MADE = ['data-rows', 'train', 'score'];

test('what was made of changes that are committed since is skipped, and its records name the commit', async () => {
  using workspace = tinyProject();
  const first = workspace.git('rev-parse', 'HEAD');
  workspace.write({
    'mlops.yml': changed('lr: 0.1', 'lr: 0.2'),
    'train.sh': `${workspace.read('train.sh')}# better\n`,
  });
  const dirty = await runCli(['run'], workspace);
  expect(dirty.status, dirty.log).toBe(0);
  const before = recordsIn(workspace);
  const second = workspace.commit('second');
  const again = await runCli(['run'], workspace);
  expect(again.status, again.log).toBe(0);
  expect(again.log).toMatch(/train +skipped +same stage key/);
  expect(again.log).toContain(
    `It was made of changes on ${first.slice(0, 12)} that are committed since: its record now names ${second.slice(0, 12)}.`,
  );
  const after = recordsIn(workspace);
  for (const stage of MADE) {
    const [was, is] = [before[stage], after[stage]].map((text) => readStatement(text ?? ''));
    if (was === undefined || is === undefined) expect.unreachable(stage);
    expect(contentDigest(is)).toBe(contentDigest(was));
    expect(tell(is)).toMatchObject({ commit: second, dirty: false, startedOn: tell(was)?.startedOn });
    expect(after[stage]).toContain(`"changesOn":"${first}"`);
  }
  const lineage = await runCli(['lineage'], workspace);
  expect(lineage.stdout, lineage.log).toMatch(/^\d+ edges: \d+ by digest; none signed$/m);
  const replayed = await runCli(['replay', '.mlops/stage/train'], workspace);
  expect(replayed.log).toContain('All that went in is as recorded.');
  const third = await runCli(['run'], workspace);
  expect(third.log).not.toContain('that are committed since');
  const last = recordsIn(workspace);
  expect(MADE.map((stage) => last[stage])).toEqual(MADE.map((stage) => after[stage]));
});

/** The newest record of each stage, by its folder. */
function recordsIn(workspace: Workspace): Record<string, string> {
  const homes = workspace.tree('.mlops/stage').filter((path) => /^[^/]+\/record\.json$/.test(path));
  return Object.fromEntries(
    homes.map((path) => [path.split('/')[0] ?? '', workspace.read(`.mlops/stage/${path}`)]),
  );
}
