import { createHash } from 'node:crypto';
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';
import { gaussian, seeded } from '#kit/random';

interface Asked {
  readonly id: string;
  readonly distance: number;
  readonly carrier: string;
  readonly hour: number;
  readonly score: number;
  readonly label: number;
}

/** Requests of a world in which long flights are late; `shift` makes them longer and by other carriers. */
function asked(rows: number, seed: number, shift = 0): Asked[] {
  const next = seeded(seed);
  const normal = () => gaussian(next);
  return Array.from({ length: rows }, (_, at) => {
    const distance = normal() + shift;
    const score = 1 / (1 + Math.exp(-2 * distance));
    const carrier = next() < (shift === 0 ? 0.6 : 0.1) ? 'AA' : 'BB';
    return {
      id: `q${seed}-${at}`,
      distance,
      carrier,
      hour: Math.floor(next() * 24),
      score,
      label: Number(next() < score),
    };
  });
}

const MODEL = 'a'.repeat(64);
const sha256 = (work: Workspace, path: string) => createHash('sha256').update(work.read(path)).digest('hex');

interface Logged {
  readonly model?: string;
  readonly ago?: number;
  /** changes a row before it is written */
  readonly change?: (row: Record<string, unknown>, at: number) => Record<string, unknown>;
}

/** A serving log of requests, a second apart, the newest `ago` seconds old. */
function log(
  rows: readonly Asked[],
  { model = MODEL, ago = 60, change = (row) => row }: Logged = {},
): string {
  const now = Date.now();
  return rows
    .map(({ id, distance, carrier, hour, score }, at) => {
      const time = new Date(now - (ago + at) * 1000).toISOString();
      const features = { distance, carrier, hour };
      const row = { time, id, features, prediction: Number(score >= 0.5), score, model };
      return `${JSON.stringify(change(row, at))}\n`;
    })
    .join('');
}

const HEADER = 'id,distance,carrier,hour,prediction,score,label\n';
const csv = (rows: readonly Asked[]) =>
  HEADER +
  rows
    .map(({ id, distance, carrier, hour, score, label }) =>
      [id, distance, carrier, hour, Number(score >= 0.5), score, label].join(','),
    )
    .join('\n');
const labelsOf = (rows: readonly Asked[]) =>
  `id,label\n${rows.map(({ id, label }) => `${id},${label}`).join('\n')}\n`;

const REFERENCE = csv(asked(1200, 1));
const [CONTROL, SHIFTED] = [asked(600, 2), asked(600, 3, 1.5)];

const MLOPS = `schema: 1
model: tiny
monitor-gate:
  reference: reference.csv
  current: logs/*.jsonl*
  task: binary
  gates: ["drift.share < 0.5"]
`;

function project(files: Readonly<Record<string, string>>, section = ''): Workspace {
  return Workspace.of({ 'mlops.yml': MLOPS + section, 'reference.csv': REFERENCE, ...files });
}

const watch = (workspace: Workspace, ...words: readonly string[]) =>
  runCli(['monitor-gate', ...words], workspace);
const verdictIn = (workspace: Workspace) =>
  JSON.parse(workspace.read('.mlops/stage/monitor-gate/verdict.json'));

test('a month like the reference passes: keep, and nothing moved', async () => {
  using work = project({ 'logs/june.jsonl': log(CONTROL) });
  const ran = await watch(work);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('tiny in production: pass. the one gate passes');
  expect(ran.log).toContain('0 of 3 columns moved against reference.csv.');
  expect(ran.log).toMatch(/conclusion=pass\n[\s\S]*decision=keep\n[\s\S]*breaches=\[\]/);
});

test('a shifted month fails and asks for a retraining, with the columns that moved', async () => {
  using work = project({ 'logs/july.jsonl': log(SHIFTED) });
  const ran = await watch(work);
  expect(ran.status).toBe(1);
  expect(ran.log).toContain('2 of 3 columns moved against reference.csv: distance, carrier.');
  expect(ran.log).toContain(
    'Decision: retrain (train again), since the data are no longer those the model was evaluated on.',
  );
  expect(ran.log).toContain('breaches=[{"gate":"drift.share < 0.5","reason":"drift.share 0.6667 >= 0.5"}]');
  const { drift, occasion } = verdictIn(work);
  expect(occasion).toBe('breach');
  const distance = drift.columns.find(({ column }: { column: string }) => column === 'distance');
  // both samples are normal with deviation 1: the Wasserstein distance of a shift by 1.5 is 1.5, a little less in cells
  expect(distance).toMatchObject({ moved: true, measure: 'Wasserstein', evidence: { from: 'rows' } });
  expect(Math.abs(distance.distance - 1.5)).toBeLessThan(0.15);
});

test('a profile of the reference says the same as its rows; a column that must not drift fails alone', async () => {
  using work = project({ 'logs/july.jsonl': log(SHIFTED) });
  const words = [
    '--reference',
    'reference.csv',
    '--current',
    'reference.csv',
    '--profile-out',
    'reference.json',
  ];
  await runCli(['judge', 'drift', ...words], work);
  const gates = ['--gates', 'drift.share < 0.9', '--must-not-drift', 'carr*'];
  const ran = await watch(work, '--reference', 'reference.json', ...gates);
  expect(ran.log).toContain('2 of 3 columns moved against reference.json: distance, carrier.');
  expect(ran.log).toContain('breaches=[{"gate":"drift.guarded == 0","reason":"drift.guarded 1');
  expect(ran.status).toBe(1);
});

test.each(['evidently', 'nannyml', 'deepchecks'])('%s decides where it is asked to', async (method) => {
  // the rows as the log has them, for the command that is held against the tool itself
  const bare = (rows: readonly Asked[]) =>
    ['distance,carrier,hour', ...rows.map((one) => [one.distance, one.carrier, one.hour].join(','))].join(
      '\n',
    );
  using work = project({
    ...{ 'logs/july.jsonl': log(SHIFTED), 'now.csv': bare(SHIFTED), 'before.csv': bare(asked(1200, 1)) },
  });
  const words = ['--reference', 'before.csv', '--current', 'now.csv', '--method', method, '--json'];
  const { columns } = JSON.parse((await runCli(['judge', 'drift', ...words], work)).stdout);
  const ran = await watch(work, '--method', method);
  const { drift } = verdictIn(work);
  const moved = (of: { column: string; moved?: boolean; drifted?: boolean }[]) =>
    of.map(({ column, moved, drifted }) => `${column} ${moved ?? drifted}`).sort();
  expect(moved(drift.columns)).toEqual(moved(columns));
  expect(drift.columns[0].reason).toMatch(new RegExp(`^${method}: \\S+ gives \\S+ at a threshold of \\S+$`));
  expect(ran.log).toContain('2 of 3 columns moved');
});

test('a method of another tool needs the rows of the reference', async () => {
  using work = project({ 'logs/july.jsonl': log(SHIFTED) });
  const words = [
    '--reference',
    'reference.csv',
    '--current',
    'reference.csv',
    '--profile-out',
    'reference.json',
  ];
  await runCli(['judge', 'drift', ...words], work);
  const ran = await watch(work, '--reference', 'reference.json', '--method', 'evidently');
  expect(ran.status).toBe(2);
  expect(ran.log).toContain('needs the rows of the reference, which is a profile');
});

test('on a runner: exactly its outputs, an artifact with records, and a summary that draws the columns', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project({ 'logs/july.jsonl': log(SHIFTED) });
  const ran = await runAction('monitor-gate', work, github);
  expect(ran.status, ran.log).toBe(1);
  expect(Object.keys(ran.outputs).sort()).toEqual(
    [
      'artifact-name',
      'breaches',
      'conclusion',
      'decision',
      'issue-number',
      'record',
      'record-digest',
      'report-file',
    ].sort(),
  );
  expect(ran.outputs).toMatchObject({
    conclusion: 'fail',
    decision: 'retrain',
    'artifact-name': 'mlops-tiny-monitor-gate',
  });
  expect(github.artifacts.all().map(({ name }) => name)).toEqual(['mlops-tiny-monitor-gate']);
  expect(ran.summary).toContain('## ❌ tiny in production failed: retrain');
  expect(ran.summary).toContain('### Columns that moved: 2 of 3');
  expect(ran.summary).toContain('### Answers that moved: 2 of 2');
  expect(ran.summary).toMatch(/<code>distance<\/code> \| .* \| .* \| <code>[▁▂▃▄▅▆▇█ ]+<\/code><br><code>/);
  const page = readFileSync(ran.outputs['report-file'] ?? '', 'utf8');
  expect(page).toContain('<figure class="histogram">');
  expect(page).not.toMatch(/<(?:link|img|iframe|object)\b|\bsrc=|url\(/);
});

test('its record is a test result that names what was judged by digest, and stands in the lineage', async () => {
  using work = tinyProject({
    'logs/a.jsonl': log(CONTROL),
    'reference.csv': REFERENCE,
  });
  expect((await runCli(['run', 'evaluate'], work)).status).toBe(0);
  const model = sha256(work, 'out/model.bin');
  work.write({ 'logs/a.jsonl': log(CONTROL, { model }) });
  const ran = await watch(
    work,
    '--reference',
    'reference.csv',
    '--current',
    'logs/*.jsonl',
    '--gates',
    'drift.share < 0.5',
  );
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/the model of the artifact mlops-tiny-evaluate is taken \([0-9a-f]{12}\)/);
  const record = JSON.parse(work.read('.mlops/stage/monitor-gate/record.json'));
  expect(record.predicateType).toBe('https://in-toto.io/attestation/test-result/v0.1');
  expect(record.predicate).toMatchObject({
    result: 'PASSED',
    mlops_stage: 'monitor-gate',
    mlops_decision: 'keep',
  });
  expect(record.subject.map(({ name }: { name: string }) => name)).toEqual(['model', 'verdict.json']);
  expect(record.subject[0].digest.sha256).toBe(model);
  const configuration = record.predicate.configuration.map(({ name }: { name: string }) => name);
  expect(configuration).toEqual(['gates', 'current', 'reference', 'baseline']);
  expect(JSON.stringify(record)).not.toContain(work.path);
  const lineage = await runCli(['lineage', '.mlops/stage/monitor-gate/record.json'], work);
  expect(lineage.status, lineage.log).toBe(0);
  expect(lineage.stdout).toContain('monitor-gate tiny: pass');
  expect(lineage.stdout).toMatch(/evaluate tiny/);
});

test('a torn last line is skipped and said; so is a packed log that is cut short', async () => {
  const torn = `${log(CONTROL)}{"time": "2026-01-01T00:00:00Z", "id": "x", "feat`;
  using work = project({ 'logs/a.jsonl': torn });
  const packed = gzipSync(log(asked(300, 9)));
  work.write({
    'logs/b.jsonl.gz': packed.subarray(0, packed.length - 40),
    'logs/c.jsonl.zst': zstdCompressSync(Buffer.from(log(asked(50, 10)))),
  });
  const ran = await watch(work);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('logs/a.jsonl:601: it is no JSON, and has no end');
  expect(ran.log).toMatch(/logs\/b\.jsonl\.gz:\d+: the packed file ends in the middle/);
  expect(verdictIn(work).rows).toBeGreaterThan(700);
});

test('a line of 2 GB is skipped without being held, and said', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL), 'logs/b.jsonl': '{"time":' });
  truncateSync(join(work.path, 'logs/b.jsonl'), 2 ** 31);
  const ran = await runCli(['monitor-gate'], work, { env: { NODE_OPTIONS: '--max-old-space-size=256' } });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(
    'logs/b.jsonl:1: it has 2147483648 bytes, and 1048576 are the most, and has no end',
  );
  expect(verdictIn(work).rows).toBe(600);
});

test('bad lines are counted, told with the first three places, and too many of them are an error', async () => {
  const bad = ['no json', '{"id": 1}', '[]', '{"time": "yesterday", "id": "1", "features": {}}'];
  using work = project({ 'logs/a.jsonl': log(CONTROL) + bad.map((line) => `${line}\n`).join('') });
  const ran = await watch(work);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(
    '4 lines of the log are no row: logs/a.jsonl:601: it is no JSON; logs/a.jsonl:602: its time (none) is no ISO 8601 time; logs/a.jsonl:603: it holds [] where an object belongs; ….',
  );
  work.write({ 'logs/b.jsonl': `${bad.join('\n')}\n` });
  const again = await watch(work);
  expect(again.status).toBe(1);
  expect(again.log).toContain('8 of 608 lines of the log are no rows, and 1 % are the most');
  expect(again.log).toMatch(/conclusion=error[\s\S]*decision=keep/);
});

test('times in the future, rows of another model and rows that are there twice do not count, and that is said', async () => {
  const rows = log(CONTROL);
  const future = log(asked(3, 5), { ago: -86_400 });
  const other = log(asked(200, 6), { model: 'b'.repeat(64) });
  using work = tinyProject({ 'reference.csv': REFERENCE, 'logs/a.jsonl': rows + rows + future + other });
  work.write({
    '.mlops/deployments/production.json': standing({ serving: 'r1', revisions: { r1: { model: MODEL } } }),
  });
  const ran = await watch(
    work,
    '--reference',
    'reference.csv',
    '--current',
    'logs/a.jsonl',
    '--gates',
    'rows == 600',
  );
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('600 rows of the log are there twice (same id, time and model) and counted once');
  expect(ran.log).toContain('200 rows by another model are left out: 200 by bbbbbbbbbbbb');
  expect(ran.log).toMatch(
    /3 lines of the log are no row: logs\/a\.jsonl:1201: its time \S+ is in the future/,
  );
});

test('no file at all is a mistake that names the globs and what is there', async () => {
  using work = project({ 'logs/readme.txt': 'x' });
  const ran = await watch(work);
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(/current = "logs\/\*\.jsonl\*" \(mlops\.yml:\d+:12\): matches no file\./);
  expect(ran.log).toContain('logs/ holds readme.txt');
});

test.each([
  [
    'answers of an empty log',
    '',
    'drift.share < 0.5',
    /inconclusive[\s\S]*there are no rows; 1 of 1 gates not judged/,
  ],
  ['few rows', log(CONTROL.slice(0, 20)), 'drift.share < 0.5', /20 rows are too few: 30 are the least/],
  ['no labels', log(CONTROL), 'roc_auc >= 0.7', /roc_auc >= 0\.7: no row has a label yet/],
  ['ages of an empty log', '', 'age <= 2 d', /age <= 2 d: there is no row whose age could be told/],
])('%s are inconclusive, and never pass', async (_what, rows, gate, said) => {
  using work = project({ 'logs/a.jsonl': rows });
  const ran = await watch(work, '--gates', gate);
  expect(ran.status).toBe(1);
  expect(ran.log).toMatch(/conclusion=inconclusive/);
  expect(ran.log).toMatch(said);
});

test('old data fail the gate on their age; no other model mends that, so the decision is keep', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL, { ago: 3 * 86_400 }) });
  const ran = await watch(work, '--gates', 'age <= 2 d');
  expect(ran.status).toBe(1);
  expect(ran.log).toMatch(/age 3 d > 2 d/);
  expect(ran.log).toMatch(/decision=keep/);
  expect(ran.log).toContain('what fails is the supply of data, which no other model mends');
});

test('rows older than the window are left out', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL), 'logs/old.jsonl': log(SHIFTED, { ago: 9 * 86_400 }) });
  const ran = await watch(work, '--window', '7 d');
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('600 rows of the log are older than the window and left out');
});

test('scores that are NaN are an error with how many and which, whatever the gates say', async () => {
  const rows = log(CONTROL).split('\n');
  rows[0] = (rows[0] ?? '').replace(/"score":[^,]+/, '"score":NaN');
  using work = project({ 'logs/a.jsonl': rows.join('\n') });
  const ran = await watch(work);
  expect(ran.status).toBe(1);
  expect(ran.log).toContain('score is empty or NaN in 1 of 600 rows (ids q2-0)');
  expect(ran.log).toContain('conclusion=error');
});

test('late labels are joined by id, and the model that does worse on data that have not moved goes back', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL), 'labels/a.csv': labelsOf(CONTROL) });
  const words = ['--labels', 'labels/*.csv', '--gates', 'roc_auc >= 0.7\nlabels >= 500'];
  const ran = await watch(work, ...words);
  expect(ran.status, ran.log).toBe(0);
  work.write({ 'labels/a.csv': labelsOf(CONTROL.map((row) => ({ ...row, label: 1 - row.label }))) });
  const worse = await watch(work, ...words);
  expect(worse.status).toBe(1);
  expect(worse.log).toMatch(/decision=retrain/);
  expect(worse.log).toContain('the model does worse, and there is no revision before it');
  const revisions = { r1: { model: 'c'.repeat(64) }, r2: { model: MODEL } };
  work.write({
    '.mlops/deployments/production.json': standing({ serving: 'r2', previous: 'r1', revisions }),
  });
  const back = await watch(work, ...words);
  expect(back.log).toMatch(/decision=rollback/);
  expect(back.log).toContain(
    'the model does worse on data that have not moved, and there is a revision before it',
  );
});

test('labels that contradict each other, or are of nobody, are told and left out', async () => {
  const [one, two, three] = CONTROL;
  const contradictory = `${labelsOf(CONTROL)}${one?.id},${1 - (one?.label ?? 0)}\nnobody,1\n`;
  const own = log(CONTROL, {
    change: (row, at) =>
      at === 1 ? { ...row, label: 1 - (two?.label ?? 0) } : at === 2 ? { ...row, label: three?.label } : row,
  });
  using work = project({ 'logs/a.jsonl': own, 'labels/a.csv': contradictory });
  const ran = await watch(work, '--labels', 'labels/*.csv', '--gates', 'labels == 598');
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(
    '2 ids have labels that contradict each other (q2-0, q2-1): left out of performance',
  );
  expect(ran.log).toContain('1 label is of ids that the log does not have');
});

test('columns that vanish, appear, empty themselves or leave their range have figures of their own', async () => {
  const change = (row: Record<string, unknown>, at: number) => {
    const { carrier, ...features } = Object(row['features']);
    return { ...row, features: { ...features, hour: at % 2 === 0 ? 99 : null, extra: carrier } };
  };
  using work = project({ 'logs/a.jsonl': log(CONTROL, { change }) });
  const gates = [
    'schema.missing == 0',
    'schema.new == 0',
    'missing[column=hour] < 0.1',
    'range.share < 0.1',
    'drift[column=distance] < 0.1',
  ];
  const ran = await watch(work, '--gates', gates.join('\n'));
  expect(ran.status).toBe(1);
  const said = [
    'schema.missing 1 ≠ 0',
    'schema.new 1 ≠ 0',
    'missing[column=hour] 0.5 >= 0.1',
    'range.share 0.5 >= 0.1',
    'drift[column=distance] 0 < 0.1',
  ];
  for (const line of said) expect(ran.log).toContain(line);
  expect(ran.log).toContain('in the reference and not in the log: carrier');
  expect(ran.log).toContain('in the log and not in the reference, so not compared: extra');
});

test('a gate on what there is not is an error that names what there is', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL) });
  const ran = await watch(work, '--gates', 'drift.shares < 0.5');
  expect(ran.status).toBe(1);
  expect(ran.log).toContain('there is no metric drift.shares; did you mean drift.share?');
});

test('ignored columns do not count', async () => {
  using work = project({ 'logs/a.jsonl': log(SHIFTED) });
  const ran = await watch(work, '--ignore', 'dist*\ncarrier', '--gates', 'drift.share == 0');
  expect(ran.status, ran.log).toBe(0);
});

test('a dry run says all and publishes nothing', async () => {
  using work = project({ 'logs/a.jsonl': log(SHIFTED) });
  const ran = await watch(work, '--dry-run', 'true');
  expect(ran.status).toBe(1);
  expect(ran.log).toContain('A dry run: mlops-tiny-monitor-gate is not published.');
  expect(work.has('.mlops/artifacts/mlops-tiny-monitor-gate')).toBe(false);
});

test('fail-on: never reports only', async () => {
  using work = project({ 'logs/a.jsonl': log(SHIFTED) });
  const ran = await watch(work, '--fail-on', 'never');
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('conclusion=fail');
});

function standing(said: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ serving: null, previous: null, canary: null, revisions: {}, ...said });
}

/** A deployment with a canary: r2 is new, r3 a fresh copy of r1. */
function canary(files: Readonly<Record<string, string>>): Workspace {
  const work = Workspace.of({
    'mlops.yml': 'schema: 1\nmodel: tiny\nmonitor-gate:\n  task: binary\n  gates: ["rows >= 200"]\n',
    ...files,
  });
  const revisions = { r1: { model: MODEL }, r2: { model: 'b'.repeat(64) }, r3: { model: MODEL } };
  const state = standing({ serving: 'r1', canary: { candidate: 'r2', control: 'r3' }, revisions });
  return work.write({ '.mlops/deployments/production.json': state });
}

const logs = '.mlops/deployments/production/logs';
const sides = (candidate: string, control = log(asked(600, 21))) => ({
  [`${logs}/r2.jsonl`]: candidate,
  [`${logs}/r3.jsonl`]: control,
});
const other = { model: 'b'.repeat(64) };
const inverse: Logged = {
  ...other,
  change: (row) => ({ ...row, score: 1 - Number(row['score']), prediction: 1 - Number(row['prediction']) }),
};

test.each<[string, string, string, readonly Asked[], string, string]>([
  ['answers alike, without labels', 'promote', log(asked(600, 22), other), [], 'pass', 'both answer alike'],
  [
    'answers as well, with labels',
    'promote',
    log(asked(600, 22), other),
    [...asked(600, 22), ...asked(600, 21)],
    'pass',
    'no farther from the truth',
  ],
  [
    'has few rows',
    'hold',
    log(asked(150, 22), other),
    [],
    'inconclusive',
    'there are not yet the data that the gates ask for',
  ],
  [
    'answers otherwise, without labels',
    'hold',
    log(asked(600, 22), { ...other, change: (row) => ({ ...row, score: Number(row['score']) ** 4 }) }),
    [],
    'inconclusive',
    'only labels can tell which is right',
  ],
  [
    'answers worse',
    'rollback',
    log(asked(600, 22), inverse),
    [...asked(600, 22), ...asked(600, 21)],
    'fail',
    "the candidate's answers are farther from the truth",
  ],
  [
    'often does not answer',
    'rollback',
    log(asked(600, 22), { ...other, change: (row, at) => (at % 10 === 0 ? { ...row, score: null } : row) }),
    [],
    'fail',
    "10.0 % of the candidate's answers are unusable, 0.0 % of the control's",
  ],
])(
  'a candidate that %s beside the fresh control: %s',
  async (_what, decision, candidate, labelled, conclusion, because) => {
    using work = canary({ ...sides(candidate), 'labels.csv': labelsOf(labelled) });
    const ran = await watch(work, '--labels', 'labels.csv');
    expect(ran.log).toContain(`conclusion=${conclusion}`);
    expect(ran.log).toContain(`decision=${decision}`);
    expect(ran.log).toContain(because);
    expect(ran.status).toBe(conclusion === 'pass' ? 0 : 1);
  },
);

test('a canary that was asked nothing yet is held, also where current names other logs', async () => {
  using work = canary({ 'logs/a.jsonl': log(CONTROL) });
  const ran = await watch(work, '--current', 'logs/*.jsonl');
  expect(ran.status).toBe(1);
  expect(ran.log).toContain('decision=hold');
  expect(ran.log).toContain('A canary: r2 (bbbbbbbbbbbb) beside r3 (aaaaaaaaaaaa).');
});

const ALL = { contents: 'write', issues: 'write', actions: 'write' } as const;

test('a breach opens one issue and asks for a retraining; the recovery closes the issue', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project({ 'logs/a.jsonl': log(SHIFTED) });
  const wish = { permissions: ALL, event: 'schedule', with: { 'on-breach': 'issue\nretrain' } };
  const breach = await runAction('monitor-gate', work, github, wish);
  expect(breach.outputs).toMatchObject({ conclusion: 'fail', 'issue-number': '1' });
  expect(github.issues.all.map(({ state, title }) => ({ state, title }))).toEqual([
    { state: 'open', title: expect.stringContaining('tiny') },
  ]);
  expect(github.dispatches.events.map(({ type }) => type)).toEqual(['mlops-retrain']);
  expect(breach.summary).toMatch(/### Set off[\s\S]*<code>retrain<\/code> \| done/);
  work.write({ 'logs/a.jsonl': log(CONTROL) });
  const better = await runAction('monitor-gate', work, github, { ...wish, attempt: 2 });
  expect(better.outputs).toMatchObject({ conclusion: 'pass', 'issue-number': '1' });
  expect(github.issues.all[0]?.state).toBe('closed');
});

test('a typo in an effect or a time is told before any log is read', async () => {
  using work = project({});
  const ran = await watch(work, '--on-breach', 'isue', '--window', '7 days');
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(/window = "7 days" \(--window\): is no length of time/);
});

/** The tiny project with data and predictions of a model that was evaluated on rows of a world. */
function evaluatedProject(): Workspace {
  const rows = asked(400, 31);
  const data = `id,distance,carrier,hour\n${rows.map(({ id, distance, carrier, hour }) => [id, distance, carrier, hour].join(',')).join('\n')}\n`;
  const predictions = `id,late,predicted,p_late,carrier\n${rows.map(({ id, label, score, carrier }) => [id, label, Number(score >= 0.5), score, carrier].join(',')).join('\n')}\n`;
  return tinyProject({
    'mlops.yml': EVALUATED,
    'raw.txt': data,
    'predictions.csv': predictions,
  });
}

const EVALUATED = `schema: 1
model: tiny
data:
  rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.csv", code: [raw.txt] }
train: { run: bash train.sh, code: [train.sh], data: [rows], model: out/model.bin, params: { lr: 0.1 }, seed: 7 }
evaluate:
  run: bash predict.sh
  code: [predict.sh, predictions.csv]
  data: [rows]
  predictions: out/predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  gates: ["roc_auc >= 0.7"]
monitor-gate:
  current: logs/*.jsonl
  gates: ["drift.share < 0.5", "drift.score < 0.1"]
`;
const TRAINING = 'mkdir -p out; echo trained > "$MLOPS_MODEL"\n';

test('the reference is what the model was evaluated on: the rows with the evaluated ids, and its answers', async () => {
  using work = evaluatedProject();
  work.write({ 'train.sh': TRAINING });
  const made = await runCli(['run', 'evaluate'], work);
  expect(made.status, made.log).toBe(0);
  const model = sha256(work, 'out/model.bin');
  work.write({ 'logs/a.jsonl': log(CONTROL, { model }), 'labels.csv': labelsOf(CONTROL) });
  const ran = await watch(
    work,
    '--labels',
    'labels.csv',
    '--gates',
    'drift.share < 0.5\ndrift.score < 0.1\nroc_auc >= baseline - 0.15',
  );
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(
    'compared with what the artifact mlops-tiny-evaluate was evaluated on: carrier, distance, hour',
  );
  expect(ran.log).toContain('features come from the 400 of 400 evaluated rows that data/rows.csv holds');
  expect(ran.log).toMatch(
    /pass: roc_auc >= baseline - 0\.15: roc_auc 0\.\d+ >= 0\.\d+ \(baseline 0\.\d+ - 0\.15\), beyond noise/,
  );
});

test('new data, and age, ask for a retraining of a healthy model', async () => {
  using work = evaluatedProject();
  work.write({ 'train.sh': TRAINING });
  expect((await runCli(['run', 'evaluate'], work)).status).toBe(0);
  const model = sha256(work, 'out/model.bin');
  work.write({ 'logs/a.jsonl': log(CONTROL, { model }) });
  const words = ['--retrain-on-new-data', 'true', '--retrain-every', '30 d'];
  const same = await watch(work, ...words);
  expect(same.log).toContain('decision=keep');
  const old = await watch(work, '--retrain-every', '1 ms');
  expect(old.log).toMatch(
    /Decision: retrain \(train again\), since the model was trained .* ago, and 1 ms are the most/,
  );
  work.write({ 'data/new.csv': 'id,distance\n1,2\n' });
  const fresh = await watch(work, ...words);
  expect(fresh.status, fresh.log).toBe(0);
  expect(fresh.log).toMatch(/decision=retrain/);
  expect(fresh.log).toMatch(
    /since the dataset rows is another \([0-9a-f]{12}\) than the model was trained on \([0-9a-f]{12}\)/,
  );
  expect(verdictIn(work).occasion).toBe('new data');
});

test('without labels performance is estimated from what the model was evaluated on: marginal at most, retrain where it fails', async () => {
  using work = evaluatedProject();
  work.write({ 'train.sh': TRAINING });
  expect((await runCli(['run', 'evaluate'], work)).status).toBe(0);
  const model = sha256(work, 'out/model.bin');
  work.write({ 'logs/a.jsonl': log(CONTROL, { model }), 'labels.csv': labelsOf(CONTROL) });
  const gate = 'estimate.roc_auc >= 0.7';
  const alone = await watch(work, '--gates', gate);
  expect(alone.status, alone.log).toBe(0);
  expect(alone.log).toMatch(/tiny in production: marginal\. .*no label confirms it, so marginal at most/);
  expect(alone.log).toContain('Note: estimates: Valid only if P(y|x) has not changed');
  const { candidate, baseline } = verdictIn(work).numbers.find(
    ({ metric }: { metric: string }) => metric === 'estimate.roc_auc',
  );
  const confirmed = await watch(work, '--labels', 'labels.csv', '--gates', `${gate}\nroc_auc >= 0.7`);
  expect(confirmed.log).toContain('tiny in production: pass.');
  // labels of this log were drawn with the chances that are its scores
  const measured = verdictIn(work).numbers.find(({ metric }: { metric: string }) => metric === 'roc_auc');
  expect(Math.abs(candidate - measured.candidate)).toBeLessThan(0.05);
  expect(baseline).toBeCloseTo(measured.baseline, 4);
  const low = await watch(work, '--gates', 'estimate.roc_auc >= 0.99');
  expect(low.status).toBe(1);
  expect(low.log).toMatch(/decision=retrain/);
  expect(low.log).toContain('since the model probably does worse on the data it now gets');
});

test('an estimate has nothing to go by without an evaluation, or of numbers', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL) });
  const ran = await watch(work, '--gates', 'estimate.recall >= 0.1');
  expect(ran.log).toMatch(/conclusion=inconclusive/);
  expect(ran.log).toContain('there is no estimate: nothing was evaluated that is known here');
  const other = await watch(work, '--gates', 'estimate.recall >= 0.1', '--task', 'regression');
  expect(other.log).toContain('performance is estimated of binary classifiers alone');
});

test('looks at one deployment are counted while labels come, and spend one error among them', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL), 'labels.csv': labelsOf(CONTROL.slice(0, 200)) });
  const words = ['--labels', 'labels.csv', '--gates', 'roc_auc >= 0.7', '--looks', '3'];
  const first = await watch(work, ...words);
  expect(first.log).toContain('Note: look 1 of 3: error spent so far');
  expect((await watch(work, ...words)).log).toContain('Note: look 1 of 3');
  work.write({ 'labels.csv': labelsOf(CONTROL.slice(0, 400)) });
  await watch(work, ...words);
  expect(verdictIn(work).look).toEqual({
    number: 2,
    planned: 3,
    counts: [200, 400],
    environment: 'production',
  });
  const elsewhere = await watch(work, ...words, '--environment', 'staging');
  expect(elsewhere.log).toContain('Note: look 1 of 3');
  const said = await watch(work, ...words, '--look', '4');
  expect(said.log).toContain('Note: look 4, and 3 were planned: all error is spent');
  expect((await watch(work, '--gates', 'rows >= 1')).log).not.toContain('Note: look');
});

test('a runner that knows no earlier verdict gives each look the same share', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project({ 'logs/a.jsonl': log(CONTROL) });
  const ran = await runAction('monitor-gate', work, github, { with: { looks: '5' } });
  expect(ran.log).toContain('which of 5 looks this is, is not known here: each may spend 0.0050 of 0.025');
  const said = await runAction('monitor-gate', work, github, {
    with: { name: 'two', looks: '5', look: '2' },
  });
  expect(said.log).toContain('look 2 of 5');
});

test('without a planned number shares are judged by what holds at any look, and other measures stay open', async () => {
  using work = project({ 'logs/a.jsonl': log(CONTROL), 'labels.csv': labelsOf(CONTROL) });
  const gates = 'accuracy >= 0.5 decide=confident\nroc_auc >= 0.6 warn decide=confident';
  const ran = await watch(work, '--labels', 'labels.csv', '--gates', gates, '--looks', 'any');
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('Note: looks: any: what is said of noise holds at every look at once');
  expect(ran.log).toContain('pass: accuracy >= 0.5');
  expect(ran.log).toContain('looks: any judges means of values with known limits, and roc_auc is none');
  const [accuracy] = verdictIn(work).gates;
  expect(accuracy.method).toBe('anytime-valid sequence (empirical Bernstein)');
});

test.each([
  [['--looks', '0'], 'looks = "0" (--looks): is no number of looks'],
  [['--looks', '4', '--window', '7 d'], 'window = "7 d" (--window): moves, and looks: is of data that grow'],
  [['--look', '2'], 'look = "2" (--look): says nothing'],
])('%j is a mistake', async (words, message) => {
  using work = project({ 'logs/a.jsonl': log(CONTROL) });
  const ran = await watch(work, ...words);
  expect(ran.status).toBe(2);
  expect(ran.log).toContain(message);
});

const page = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const yamlIn = (path: string): unknown => parse(/```yaml\n([\s\S]*?)```/.exec(page(path))?.[1] ?? '');

test('the step of the README runs', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const rows = asked(1100, 41);
  using work = Workspace.of({
    'data/test.csv': REFERENCE,
    'logs/a.jsonl': log(rows),
    'labels/a.csv': labelsOf(rows),
  });
  const [step] = z
    .array(z.object({ uses: z.string(), with: z.record(z.string(), z.string()) }))
    .parse(yamlIn('actions/monitor-gate/README.md'));
  const ran = await runAction('monitor-gate', work, github, { with: step?.with ?? {} });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs).toMatchObject({ conclusion: 'pass', decision: 'keep' });
});

test('the section of the page runs, and each figure of its table is one that gates know', async () => {
  using work = Workspace.of({
    'mlops.yml': `schema: 1\nmodel: tiny\n${stringify(yamlIn('docs/monitor-gate.md'))}`,
    'data/test.csv': REFERENCE,
    'logs/a.jsonl': log(CONTROL),
    'labels/a.csv': labelsOf(CONTROL),
  });
  const ran = await runCli(['monitor-gate'], work);
  expect(ran.status, ran.log).toBe(0);
  const table = page('docs/monitor-gate.md').split('## What gates may name')[1]?.split('\n## ')[0] ?? '';
  const cells = [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z_.]+(?:\[column=\*\])?)`/g)].map(([, name]) => name),
  );
  expect(cells.length).toBeGreaterThan(12);
  const gates = cells.filter((name) => name !== 'rmse').map((name) => `${name} >= 0`);
  const all = await runCli(['monitor-gate', '--gates', gates.join('\n'), '--fail-on', 'never'], work);
  expect(all.log).toMatch(new RegExp(`all ${gates.length} gates pass`));
});
