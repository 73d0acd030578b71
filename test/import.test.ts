import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineEnvironment, runCli } from '#harness/bundle';
import { runChild } from '#harness/child';
import { pythonEnvironment } from '#harness/python';
import { Workspace } from '#harness/workspace';

/** A repository that the real DVC made, taken over by the shipped bundle. */

const PREPARE = `import glob, os, sys
os.makedirs('data/split', exist_ok=True)
rows = [row for path in sorted(glob.glob('data/raw/*.csv')) for row in open(path).read().splitlines()[1:]]
part = int(len(rows) * float(sys.argv[1]))
for name, chosen in (('train', rows[:part]), ('test', rows[part:])):
    open(f'data/split/{name}.csv', 'w').write('\\n'.join(['id,x,late'] + chosen) + '\\n')
`;
const TRAIN = `import json
rate = float(open('params.yaml').read().split('rate: ')[1].split()[0])
rows = [row.split(',') for row in open('data/split/train.csv').read().splitlines()[1:]]
json.dump({'threshold': rate * sum(float(x) for _, x, _ in rows) / len(rows)}, open('model.json', 'w'))
json.dump({'rows': len(rows)}, open('metrics.json', 'w'))
`;
const SCORE = `import json, os
model = json.load(open(os.environ.get('MLOPS_MODEL', 'model.json')))
out = os.environ.get('MLOPS_PREDICTIONS', 'eval/predictions.csv')
os.makedirs(os.path.dirname(out), exist_ok=True)
rows = [row.split(',') for row in open('data/split/test.csv').read().splitlines()[1:]]
scored = [(id, late, int(float(x) > model['threshold'])) for id, x, late in rows]
open(out, 'w').write('id,late,guess\\n' + ''.join(f'{id},{late},{guess}\\n' for id, late, guess in scored))
json.dump({'accuracy': sum(int(late) == guess for _, late, guess in scored) / len(scored)}, open('eval/scores.json', 'w'))
`;
const rows = (name: string) =>
  Array.from({ length: 40 }, (_, at) => `${name}${at},${(at * 37) % 40},${(at * 37) % 40 > 20 ? 1 : 0}`);

const workspace = new Workspace();
let dvc: (...words: string[]) => Promise<string>;

beforeAll(async () => {
  const python = await pythonEnvironment('dvc', ['dvc==3.67.1']);
  const env = {
    ...machineEnvironment(),
    HOME: workspace.path,
    DVC_NO_ANALYTICS: '1',
    DVC_GLOBAL_CONFIG_DIR: join(workspace.path, '.git/dvc'),
    DVC_SITE_CACHE_DIR: join(workspace.path, '.git/dvc'),
  };
  dvc = async (...words) => {
    const ended = await runChild([join(dirname(python), 'dvc'), ...words], { cwd: workspace.path, env });
    if (ended.status !== 0) throw new Error(`dvc ${words.join(' ')}: ${ended.log}`);
    return ended.stdout;
  };
  workspace.git('init', '-q', '-b', 'main');
  workspace.write({
    'data/raw/a.csv': ['id,x,late', ...rows('a')].join('\n'),
    'data/raw/é b.csv': ['id,x,late', ...rows('b')].join('\r\n'),
    'data/extra.bin': Uint8Array.of(0, 1, 2),
    'src/prepare.py': PREPARE,
    'src/train.py': TRAIN,
    'src/score.py': SCORE,
    'params.yaml': 'prepare:\n  part: 5.0e-1\ntrain:\n  rate: 1.5\n',
    'dvc.yaml': `stages:
  prepare:
    desc: splits the rows
    cmd: python3 src/prepare.py \${prepare.part}
    deps: [data/raw, src/prepare.py]
    outs: [data/split/train.csv, data/split/test.csv]
plots: [eval/predictions.csv]
`,
  });
  await dvc('init', '-q');
  await dvc('add', '-q', 'data/raw', 'data/extra.bin');
  const stage = (name: string, ...words: string[]) => dvc('stage', 'add', '-q', '-n', name, ...words);
  await stage(
    'train',
    ...'-d src/train.py -d data/split/train.csv -p train.rate -o model.json -M metrics.json'.split(' '),
    'python3 src/train.py',
  );
  await stage(
    'score',
    ...'-d src/score.py -d model.json -d data/split/test.csv -o eval/predictions.csv -M eval/scores.json'.split(
      ' ',
    ),
    'python3 src/score.py',
  );
  await dvc('repro', '-q');
  workspace.commit('as DVC has it');
});
afterAll(() => workspace[Symbol.dispose]());

const md5 = (path: string) =>
  createHash('md5')
    .update(readFileSync(join(workspace.path, path)))
    .digest('hex');
const TEMPLATE = '# # Fill';

/** What dvc.lock says of an out of training. */
function locked(path: string): string {
  const outs: { path: string; md5: string }[] = parse(workspace.read('dvc.lock')).stages.train.outs;
  return outs.find((out) => out.path === path)?.md5 ?? '';
}

/** The lines of the report's table of digests, by path: the state and what follows. */
function digests(log: string): Record<string, string> {
  const [, table = ''] = log.split("DVC's digests and what is here\n");
  const lines = table.split('\n\n')[0]?.split('\n') ?? [];
  return Object.fromEntries(
    lines.map((line) => line.trim().split(/ {2,}/)).map(([path = '', , ...rest]) => [path, rest.join(' ')]),
  );
}

describe('a project of DVC', () => {
  test('is shown first, and nothing is written', async () => {
    const ran = await runCli(['import', 'dvc', '--dry-run'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(ran.stdout).toContain('mlops.yml would be made of');
    expect(workspace.has('mlops.yml')).toBe(false);
  });

  test('is imported: sections, what is not the same, and every digest of DVC recomputed', async () => {
    const ran = await runCli(['import', 'dvc'], workspace);
    expect(ran.status, ran.log).toBe(0);
    const model = workspace.path.split('/').at(-1)?.toLowerCase();
    expect(parse(workspace.read('mlops.yml'))).toEqual({
      schema: 1,
      model,
      data: {
        split: {
          path: 'data/split',
          run: 'python3 src/prepare.py 0.5',
          code: ['src/prepare.py', 'data/raw.dvc'],
        },
        extra: { path: 'data/extra.bin' },
        raw: { path: 'data/raw' },
      },
      train: {
        run: 'python3 src/train.py',
        code: ['src/train.py'],
        data: ['split'],
        params: 'params.yaml',
        model: 'model.json',
        metrics: 'metrics.json',
      },
    });
    const stages = [
      'data/split/test.csv',
      'data/split/train.csv',
      'eval/predictions.csv',
      'eval/scores.json',
    ];
    const others = ['data/extra.bin', 'data/raw', 'metrics.json', 'model.json'];
    const code = ['src/prepare.py', 'src/score.py', 'src/train.py'];
    const expected = [...stages, ...others, ...code].map((path) => [path, 'matches']);
    expect(digests(ran.stdout)).toEqual(Object.fromEntries(expected));
    for (const said of [
      'stage prepare: stands here filled in with prepare.part = 0.5',
      'stage score: writes eval/scores.json: not imported',
      'dvc.yaml: plots: not imported',
    ]) {
      expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(said);
      expect(workspace.read('mlops.yml')).toContain(said);
    }
  });

  test('trains at once, to the bytes DVC made; DVC finds everything as it left it', async () => {
    workspace
      .remove('model.json')
      .remove('metrics.json')
      .remove('data/split/train.csv')
      .remove('data/split/test.csv');
    const ran = await runCli(['run', 'train'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect([md5('model.json'), md5('metrics.json')]).toEqual([locked('model.json'), locked('metrics.json')]);
    expect(await dvc('status')).toContain('up to date');
  });

  test('is judged once the template is filled in', async () => {
    // as the stage that DVC ran has it
    const { accuracy } = JSON.parse(workspace.read('eval/scores.json'));
    const text = workspace.read('mlops.yml');
    const start = text.indexOf(TEMPLATE);
    expect(text).toContain('# # eval/predictions.csv has the columns id, late, guess.');
    const template = text
      .slice(start)
      .replaceAll(/^# ?/gm, '')
      .replace(/task: .*/, 'task: binary')
      .replace(/columns: .*/, 'columns: { id: id, label: late, prediction: guess }')
      .replace(/gates: .*/, 'gates: ["accuracy >= 0.2"]');
    workspace.write({ 'mlops.yml': text.slice(0, start) + template });
    const ran = await runCli(['run'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(ran.log).toMatch(/train +skipped [\s\S]*evaluate +ran /);
    expect(ran.log).toMatch(new RegExp(`accuracy >= 0.2 +${accuracy.toFixed(4)}`));
  });

  test('bytes that changed, are gone or only in the cache are told, with what to do', async () => {
    workspace
      .write({ 'data/raw/a.csv': 'id,x,late\n' })
      .remove('data/extra.bin')
      .remove('model.json')
      .remove(`.dvc/cache/files/md5/${locked('model.json').slice(0, 2)}`);
    const ran = await runCli(['import', 'dvc', '--dry-run'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(digests(ran.stdout)).toMatchObject({
      'data/raw': expect.stringMatching(
        /^differs [0-9a-f]{8}….dir -> [0-9a-f]{8}….dir; dvc add data\/raw keeps /,
      ),
      'data/extra.bin': 'not here dvc checkout data/extra.bin',
      'model.json': 'not here dvc pull model.json',
      'metrics.json': 'matches',
    });
  });

  test('what was written by hand is not overwritten', async () => {
    const before = workspace.read('mlops.yml');
    const ran = await runCli(['import', 'dvc'], workspace);
    expect(ran.log).toContain(
      'mlops.yml: is there already. See with --dry-run what would be written, or replace it with --force.',
    );
    expect(ran.status).toBe(2);
    expect(workspace.read('mlops.yml')).toBe(before);
    const forced = await runCli(['import', 'dvc', workspace.path, '--force'], { path: '/' });
    expect(forced.status, forced.log).toBe(0);
    expect(workspace.read('mlops.yml')).toContain(TEMPLATE);
  });
});

test.each([
  [['import'], 'import: takes dvc, and at most one folder. Write mlops import dvc [folder].'],
  [
    ['import', 'dvc', 'nowhere'],
    'has no folder .dvc: it is no DVC project. Name the folder that has dvc.yaml',
  ],
  [
    ['import', 'dvc', '--trian', 'x'],
    '--trian: is no option of import. It takes --dry-run, --force, --train, --evaluate',
  ],
])('%j is a mistake that says so and leaves nothing', async (words, text) => {
  using empty = Workspace.of({ 'readme.txt': 'nothing' });
  const ran = await runCli(words, empty);
  expect(ran.log).toContain(text);
  expect(ran.status).toBe(2);
  expect(empty.tree()).toEqual(['readme.txt']);
});
