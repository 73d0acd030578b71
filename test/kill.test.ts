import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { type Blow, CHANGES, killedAt, ONE_THREAD, type Step, stepsOf } from '#harness/killing';
import { changed, tinyProject } from '#harness/project';
import { digestAt, filesIn, flawsIn } from '#harness/wholeness';
import { Workspace } from '#harness/workspace';
import { contentDigest, readStatement } from '#record/statement';

/** `all` kills at every single call; else at those that change something lasting, and at some of the others. */
const ALL = process.env['MLOPS_KILL_STEPS'] === 'all';

/** A producer of several files and a model of several: more steps than one file has. */
const CONFIG = changed('cp raw.txt data/rows.txt', 'bash rows.sh').replace('out/model.bin', 'out/model');
const FILES = {
  'mlops.yml': CONFIG.replace(
    'mkdir -p data && bash rows.sh", code: [raw.txt]',
    'bash rows.sh", code: [rows.sh]',
  ),
  'rows.sh':
    'mkdir -p data/deep\nfor n in 1 2 3; do echo "row $n" > data/rows-$n.txt; done\necho x > data/deep/x.txt\n',
  'train.sh': `mkdir -p "$MLOPS_MODEL/deep"
echo "trained with seed $MLOPS_SEED and $(tr -d ' \\n' < "$MLOPS_PARAMS")" > "$MLOPS_MODEL/weights.bin"
cat "$MLOPS_DATA_ROWS"/rows-*.txt > "$MLOPS_MODEL/deep/vocabulary.txt"
echo '{"loss": 0.25, "nested": {"steps": 3}}' > "$MLOPS_METRICS"
`,
  'predict.sh': 'test -s "$MLOPS_MODEL/weights.bin"\ncp predictions.csv "$MLOPS_PREDICTIONS"\n',
};

/** Workspaces of which every case gets a twin. */
const templates = new Map<string, Workspace>();
const template = (name: string) => templates.get(name) ?? expect.fail(`no template ${name}`);

async function prepare(name: string, from: Workspace, ...runs: readonly (readonly string[])[]) {
  const workspace = Workspace.twinOf(from);
  templates.set(name, workspace);
  for (const words of runs) {
    const ran = await runCli(words, workspace);
    expect(ran.status, ran.log).toBe(0);
  }
  return workspace;
}

beforeAll(async () => {
  const fresh = tinyProject(FILES);
  templates.set('fresh', fresh);
  const trained = await prepare('trained', fresh, ['train']);
  const judged = await prepare('judged', trained, ['evaluate']);
  // another code, other data and other parameters than those of the run that is there, and the lock of a dead one
  const later = await prepare('later', judged, ['report']);
  later.write({
    'mlops.yml': later.read('mlops.yml').replace('lr: 0.1', 'lr: 0.2'),
    'rows.sh': `${FILES['rows.sh']}echo y > data/y.txt\n`,
    'predictions.csv': later.read('predictions.csv').replace('0.35', '0.45'),
  });
  later.commit('second');
  const killed = await runCli(['train'], later, {
    under: killedAt({ calls: ['mkdir', 'mkdirat'], at: 12 }),
    env: ONE_THREAD,
  });
  expect(killed.signal).toBe('SIGKILL');
});
afterAll(() => {
  for (const workspace of templates.values()) workspace[Symbol.dispose]();
});

/** What a run came to: everything but when and under which number. */
function outcome(workspace: Workspace, stdout: string): Readonly<Record<string, unknown>> {
  const artifacts = join(workspace.path, '.mlops/artifacts');
  const newest = new Map(
    filesIn(artifacts)
      .map((path) => path.split('/'))
      .filter((parts) => parts.length > 2)
      .map(([name, run]) => [name, run] as const),
  );
  const records = [...newest].map(([name, run]) => {
    const record = readStatement(workspace.read(`.mlops/artifacts/${name}/${run}/record.json`));
    return [name, contentDigest(record)];
  });
  const made = ['data', 'out'].flatMap((folder) =>
    filesIn(join(workspace.path, folder)).map((path) => [
      `${folder}/${path}`,
      digestAt(join(workspace.path, folder, path)),
    ]),
  );
  const said = stdout
    .split('\n')
    .filter((line) => /^(model-digest|stage-key|verdict|reason|metrics)=/.test(line));
  const refs = filesIn(join(workspace.path, '.mlops/refs')).filter((path) => path.endsWith('ref.json'));
  const status = workspace.git('status', '--porcelain');
  return { records, made, said, refs: refs.map((path) => path.replace(/[0-9a-f]{40}/, '<commit>')), status };
}

interface Case {
  readonly from: string;
  readonly words: readonly string[];
  readonly blow: Blow;
}

async function undisturbed(from: string, words: readonly string[]) {
  using workspace = Workspace.twinOf(template(from));
  const ran = await runCli(words, workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(flawsIn(workspace.path)).toEqual([]);
  return outcome(workspace, ran.stdout);
}

/** Kills a run and starts it again: what is wrong then, in lines. */
async function aftermath(
  { from, words, blow }: Case,
  expected: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  using workspace = Workspace.twinOf(template(from));
  using temporary = new Workspace();
  const env = { TMPDIR: temporary.path };
  await runCli(words, workspace, { under: killedAt(blow), env: { ...env, ...ONE_THREAD } });
  const ran = await runCli(words, workspace, { env });
  const flaws = ran.status === 0 ? flawsIn(workspace.path) : [ran.log];
  for (const [part, came] of Object.entries(outcome(workspace, ran.stdout)))
    if (JSON.stringify(came) !== JSON.stringify(expected[part]))
      flaws.push(`${part}: ${JSON.stringify(came)} is not ${JSON.stringify(expected[part])}`);
  const left = temporary.tree();
  if (left.length > 0) flaws.push(`left ${left.join(', ')} in the folder for temporary files`);
  return flaws.map((flaw) => `${blow.calls.join()} ${blow.at}: ${flaw}`);
}

/** Two at a time: there are hardly more cores. */
async function everyCase(
  cases: readonly Case[],
  expected: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const waiting = [...cases];
  const found: string[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      found.push(...(await aftermath(next, expected)));
  };
  await Promise.all([work(), work()]);
  return found;
}

/** Of the steps that change drafts only, one of `rest`. */
const chosen = (steps: readonly Step[], rest: number) =>
  steps.filter(({ lasting }, index) => ALL || lasting || index % rest === 0);

describe('killed before a call that changes something lasting (of those on drafts: one of 20)', () => {
  test.each([
    ['the first training', 'fresh', ['train']],
    ['the training after a change, which finds the lock of a dead one', 'later', ['train']],
    ['the first evaluation', 'trained', ['evaluate']],
    ['the first report', 'judged', ['report']],
  ])('%s completes the next time', async (_, from, words) => {
    const expected = await undisturbed(from, words);
    using traced = Workspace.twinOf(template(from));
    const steps = chosen(await stepsOf(CHANGES, words, traced), 20);
    const cases = steps.map(({ call, at }) => ({ from, words, blow: { calls: [call], at } }));
    expect(await everyCase(cases, expected)).toEqual([]);
  });
});

/** Scripts that stop in the middle of their work as long as there is no file `go`. */
const HALTING = {
  'rows.sh': `mkdir -p data
echo "row of process $$" > data/rows-$$.txt
if ! test -e go; then echo half; sleep 3; fi
echo "the last row" > data/last.txt
`,
  'train.sh': `mkdir -p "$MLOPS_MODEL"
echo half > "$MLOPS_MODEL/weights.bin"
if ! test -e go2; then echo half; sleep 3; fi
echo whole > "$MLOPS_MODEL/weights.bin"
echo '{}' > "$MLOPS_METRICS"
`,
};

test('a producer that was killed in the middle leaves nothing among the data; what it left is set aside', async () => {
  using project = tinyProject({ ...FILES, ...HALTING });
  project.write({ go2: '', 'data/own.txt': 'of the user' });
  const interrupt = { after: 'half', signal: 'SIGKILL' } as const;
  expect((await runCli(['train'], project, { interrupt })).signal).toBe('SIGKILL');
  const half = project.tree('data').find((path) => path.startsWith('rows-'));
  project.write({ go: '' });
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(`${half} may be of a run that did not end; moved to .mlops/aside/rows.`);
  expect(project.tree('data')).toEqual(['last.txt', 'own.txt', expect.stringMatching(/^rows-\d+\.txt$/)]);
  expect(project.tree('data')).not.toContain(half);
  expect(project.tree('.mlops/aside/rows')).toEqual([half]);
});

test('a training that was killed in the middle is made anew', async () => {
  using project = tinyProject({ ...FILES, ...HALTING });
  project.write({ go: '' });
  const interrupt = { after: 'half', signal: 'SIGKILL' } as const;
  const killed = await runCli(['train'], project, { interrupt });
  expect(killed.signal).toBe('SIGKILL');
  expect(project.read('out/model/weights.bin')).toBe('half\n');
  project.write({ go2: '' });
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.stdout).toContain('skipped=false');
  expect(project.read('out/model/weights.bin')).toBe('whole\n');
});

/** There, and not only waiting for its parent to look (proc(5), state Z). */
const works = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('what a training that was killed had started writes nothing into the next, though it left its process group', async () => {
  using project = tinyProject({
    ...FILES,
    'train.sh': `mkdir -p "$MLOPS_MODEL"
if ! test -e go; then
  setsid bash -c 'echo $$ > late.pid; while sleep 0.1; do echo late > "$MLOPS_MODEL/weights.bin"; done' > /dev/null 2>&1 &
  while ! test -s late.pid; do sleep 0.1; done
  echo half; sleep 30
fi
sleep 0.5
test -e "$MLOPS_MODEL/weights.bin" && exit 7
echo whole > "$MLOPS_MODEL/weights.bin"
echo '{}' > "$MLOPS_METRICS"
`,
  });
  const interrupt = { after: 'half', signal: 'SIGKILL' } as const;
  expect((await runCli(['train'], project, { interrupt })).signal).toBe('SIGKILL');
  const late = project.read('late.pid').trim();
  expect(works(late)).toBe(true);
  project.write({ go: '' });
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/What it had started was at work still and is ended: \d+ process(es)?\./);
  expect(works(late)).toBe(false);
  expect(project.read('out/model/weights.bin')).toBe('whole\n');
});

test('what was added to made data by hand is set aside and not lost when they are put in place again', async () => {
  using project = tinyProject(FILES);
  expect((await runCli(['train'], project)).status).toBe(0);
  project.write({ 'data/mine.txt': 'precious', 'data/rows-1.txt': 'edited' });
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain(
    '2 files: each is not as it was made; moved to .mlops/aside/rows.',
  );
  expect(project.read('.mlops/aside/rows/mine.txt')).toBe('precious');
  expect(project.read('.mlops/aside/rows/rows-1.txt')).toBe('edited');
  expect(project.read('data/rows-1.txt')).toBe('row 1\n');
  expect(project.has('data/mine.txt')).toBe(false);
});
