import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonEnvironment } from '#harness/python';
import { median, type Outcome } from './outcome.ts';

const root = join(import.meta.dirname, '../..');
const ROUNDS = 9;
const BYTES = 500e6;

/** A training and a scoring over the data, and for mlops their judgement and report too. */
const PROJECT = {
  'train.sh':
    'mkdir -p out\nls data | wc -l > out/model.bin\ncat params.yaml >> out/model.bin\necho \'{"loss": 0.25}\' > out/metrics.json\n',
  'predict.sh': 'mkdir -p out\ncp predictions.csv out/predictions.csv\n',
  'params.yaml': 'lr: 0.1\n',
  'predictions.csv': predictions(120),
  '.gitignore': 'data/\nout/\n',
  'mlops.yml': `schema: 1
model: bench
data:
  rows: { path: data/ }
train:
  run: bash train.sh
  code: [train.sh]
  data: [rows]
  params: params.yaml
  model: out/model.bin
  metrics: out/metrics.json
evaluate:
  run: bash predict.sh
  code: [predict.sh, predictions.csv]
  data: [rows]
  predictions: out/predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  gates: ["roc_auc >= 0.7"]
`,
  'dvc.yaml': `stages:
  train:
    cmd: bash train.sh
    deps: [train.sh, data]
    params: [lr]
    outs: [out/model.bin]
    metrics: [out/metrics.json: { cache: false }]
  evaluate:
    cmd: bash predict.sh
    deps: [predict.sh, predictions.csv, data, out/model.bin]
    outs: [out/predictions.csv]
`,
};

/** As many as a gate asks for before it decides; the score is right in three of four pairs. */
function predictions(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => ['0,0,0.1', '0,0,0.4', '1,0,0.35', '1,1,0.8'][row % 4],
  );
  return ['id,late,predicted,p_late', ...lines.map((line, row) => `${row + 1},${line}`), ''].join('\n');
}

/** A pipeline in which nothing changed, by the shipped program and by `dvc repro`, in the same repository. */
export async function* pipelines(scratch: string): AsyncGenerator<Outcome> {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'ignore' });
  const python = await pythonEnvironment('bench', ['dvc==3.67.1']);
  const site = join(scratch, 'site');
  const env = { ...process.env, DVC_NO_ANALYTICS: '1', DVC_SITE_CACHE_DIR: site, NO_COLOR: '1' };
  const dvc = join(dirname(python), 'dvc');
  // as an ordinary installation has it
  spawnSync(python, ['-m', 'compileall', '-q', join(dirname(python), '../lib')], { stdio: 'ignore' });
  const mlops = [process.execPath, join(root, 'dist/lib/mlops.js'), 'run'] as const;
  for (const count of [2_000, 20_000]) {
    const folder = join(scratch, `project-${count}`);
    makeProject(folder, count);
    execFileSync(dvc, ['init', '--quiet'], { cwd: folder, env });
    execFileSync('git', ['add', '-A'], { cwd: folder });
    execFileSync('git', [...PERSON, 'commit', '--quiet', '-m', 'first'], { cwd: folder });
    for (let round = 0; round < 3; round++) {
      took([dvc, 'repro', '--quiet'], folder, env);
      took(mlops, folder, env);
      await sleep(500);
    }
    const files = `${count.toLocaleString('en-US')} files`;
    yield* compared(`nothing changed, 500 MB in ${files}`, 5, folder, env, [dvc, 'repro'], mlops, () => {});
    yield* compared(`the same with its state lost`, 3, folder, env, [dvc, 'repro'], mlops, () => {
      rmSync(site, { recursive: true, force: true });
      rmSync(join(folder, '.dvc/tmp'), { recursive: true, force: true });
      for (const lost of ['stats', 'last'])
        rmSync(join(folder, '.mlops', lost), { recursive: true, force: true });
    });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By the clock, and by the CPU seconds of the program and all it started. */
async function* compared(
  what: string,
  goal: number,
  folder: string,
  env: NodeJS.ProcessEnv,
  theirs: readonly [string, ...string[]],
  ours: readonly [string, ...string[]],
  before: () => void,
): AsyncGenerator<Outcome> {
  const times: { readonly own: Took[]; readonly peer: Took[] } = { own: [], peer: [] };
  for (let round = 0; round < ROUNDS; round++) {
    before();
    times.own.push(took(ours, folder, env));
    before();
    times.peer.push(took(theirs, folder, env));
  }
  for (const [kind, unit] of [
    ['elapsed', 's'],
    ['cpu', 'CPU s'],
  ] as const) {
    const [own, peer] = [times.own, times.peer].map((all) => median(all.map((one) => one[kind])));
    if (own === undefined || peer === undefined) throw new Error('nothing was timed');
    const text = (value: number) => `${value.toFixed(2)} ${unit}`;
    yield {
      what,
      own: { text: text(own) },
      peer: { name: 'dvc repro', text: text(peer) },
      ratio: peer / own,
      goal,
    };
  }
}

const PERSON = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid'] as const;

function makeProject(folder: string, count: number): void {
  const size = Math.floor(BYTES / count);
  for (let index = 0; index < count; index++) {
    const home = join(folder, 'data', String(index % 100));
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, `${index}.bin`), randomBytes(size));
  }
  for (const [name, content] of Object.entries(PROJECT)) writeFileSync(join(folder, name), content);
  execFileSync('git', ['init', '--quiet', '-b', 'main'], { cwd: folder });
}

interface Took {
  readonly elapsed: number;
  readonly cpu: number;
}

function took(words: readonly [string, ...string[]], cwd: string, env: NodeJS.ProcessEnv): Took {
  const script = 'TIMEFORMAT="took %R %U %S"; time "$@" > /dev/null 2>&1';
  const { stderr, status } = spawnSync('bash', ['-c', script, '-', ...words], { cwd, env, encoding: 'utf8' });
  const [, elapsed, user, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${words.join(' ')} failed: ${stderr}`);
  return { elapsed: Number(elapsed), cpu: Number(user) + Number(system) };
}
