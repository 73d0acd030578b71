import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { type ChildEnded, runChild } from '#harness/child';
import { lockedEnvironment } from '#harness/python';
import { Service } from '#harness/service';
import { Workspace } from '#harness/workspace';
import { digestOf } from '#record/digest';

/** The example's service and its traffic, with a model trained here: the example's own with a tenth of the trees. */

const LOG = 'logs/shared.jsonl';
const SERVED = 'out/served.joblib';
/** behind the end of a pickle: another file, the same model */
const PADDING = Buffer.from('\n');
const EXAMPLE = join(import.meta.dirname, '../examples/flights');

interface Answer {
  readonly id: string;
  readonly prediction: number;
  readonly score: number;
  readonly model: string;
}
interface Scored {
  readonly id: string;
  readonly late: number;
  readonly predicted: number;
  readonly p_late: number;
}

const project = new Workspace().copy(EXAMPLE);
let python = '';
/** one service for all tests that do not end or change it */
let shared: Service;
/** what predict.py said of June, by id */
let scored = new Map<string, Scored>();

beforeAll(async () => {
  python = await lockedEnvironment('flights', join(EXAMPLE, 'requirements.txt'));
  project.write({ 'params.yml': project.read('params.yml').replace('max_iter: 200', 'max_iter: 20') });
  for (const script of ['prepare.py', 'train.py', 'predict.py']) await run(script);
  const told = await run(
    '-c',
    'import pandas; print(pandas.read_parquet("out/predictions.parquet").to_json(orient="records", double_precision=15))',
  );
  const rows: readonly Scored[] = JSON.parse(told.stdout);
  scored = new Map(rows.map((row) => [row.id, row]));
  project.write({ [SERVED]: content('out/model.joblib') });
  const digest = digestOf(content(SERVED));
  shared = await serve({
    MLOPS_LOG: LOG,
    MLOPS_MODEL: SERVED,
    MLOPS_MODEL_DIGEST: digest,
    MLOPS_REVISION: 'r7',
  });
}, 300_000);
afterAll(async () => {
  await shared?.[Symbol.asyncDispose]();
  project[Symbol.dispose]();
});

/** The example's Python on a script of the project; it has to end well. */
async function run(...words: string[]): Promise<ChildEnded> {
  const ended = await runChild([python, ...words], { cwd: project.path, env: machineEnvironment() });
  expect(ended.status, ended.log).toBe(0);
  return ended;
}

/** serve.py, with a serving log of its own. */
function serve(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  return Service.start([python, 'serve.py'], { cwd: project.path, env: { ...machineEnvironment(), ...env } });
}

const golden = lines<{ id: string; body: Record<string, unknown> }>(
  readFileSync(join(EXAMPLE, 'golden.jsonl'), 'utf8'),
);
const first = golden[0]?.body ?? {};

async function said<T>(response: Promise<Response>): Promise<T> {
  return JSON.parse(await (await response).text());
}

function lines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

interface Logged extends Answer {
  readonly time: string;
  readonly features: Readonly<Record<string, unknown>>;
}

/** What the shared service added to its log meanwhile. */
async function loggedDuring(act: () => Promise<void>): Promise<Logged[]> {
  const before = project.read(LOG).length;
  await act();
  return lines(project.read(LOG).slice(before));
}

function expectAsEvaluated(answers: readonly Answer[]): void {
  for (const { id, prediction, score } of answers) {
    const row = scored.get(id);
    expect(prediction, id).toBe(row?.predicted);
    expect(Math.abs(score - (row?.p_late ?? 0)), id).toBeLessThanOrEqual(1e-12);
  }
}

const content = (path: string) => readFileSync(join(project.path, path));

test('a flight alone and a list of flights are answered as the evaluation predicted, and logged', async () => {
  const bodies = golden.map(({ body }) => body);
  const alone: Answer[] = [];
  let listed: Answer[] = [];
  const logged = await loggedDuring(async () => {
    listed = await said<Answer[]>(shared.post('/predict', bodies));
    for (const body of bodies) alone.push(await said(shared.post('/predict', body)));
  });
  expect(listed.map(({ id }) => id)).toEqual(golden.map(({ id }) => id));
  expect(alone).toEqual(listed);
  expectAsEvaluated(listed);
  expect(logged.map(({ time, features, ...answer }) => answer)).toEqual([...listed, ...alone]);
  expect(logged.map(({ id, features }) => ({ id, ...features }))).toEqual([...bodies, ...bodies]);
  for (const { time } of logged) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('golden.jsonl is what golden.py makes of the data, and the features of its bodies are those of the rows', async () => {
  await run('golden.py');
  expect(project.read('golden.jsonl')).toBe(readFileSync(join(EXAMPLE, 'golden.jsonl'), 'utf8'));
  await run(
    '-c',
    `import json, pandas
from features import CATEGORIES, features
from request import flights_of, table_of
golden = [json.loads(line) for line in open("golden.jsonl")]
rows = pandas.read_parquet("data/test.parquet").set_index("id", drop=False).loc[[g["id"] for g in golden]]
assert rows.isna().any().sum() == 5, "every column that has gaps in June has one here"
asked = features(table_of(flights_of(json.dumps([g["body"] for g in golden]).encode())[0]))
plain = dict.fromkeys(CATEGORIES, "str")
pandas.testing.assert_frame_equal(asked.astype(plain), features(rows).astype(plain).reset_index(drop=True), check_exact=True)
`,
  );
});

test('/version names the bytes that were loaded, whatever lies in the file later', async () => {
  const [loaded, other] = [
    content('out/model.joblib'),
    Buffer.concat([content('out/model.joblib'), PADDING]),
  ];
  const version = (service: Service) => said(fetch(`${service.url}/version`));
  project.write({ [SERVED]: other });
  expect(await version(shared)).toEqual({ model: digestOf(loaded), revision: 'r7', name: 'flights' });
  await using later = await serve({ MLOPS_MODEL: SERVED });
  expect(await version(later)).toEqual({ model: digestOf(other), revision: null, name: 'flights' });
});

test.each([
  [
    'another model than was said',
    { MLOPS_MODEL_DIGEST: 'f'.repeat(64) },
    `MLOPS_MODEL_DIGEST says ${'f'.repeat(64)}. It is not loaded.`,
  ],
  [
    'no model',
    { MLOPS_MODEL: 'out/none.joblib' },
    'out/none.joblib: cannot be read (No such file or directory). Train first',
  ],
])('with %s it does not start, and says why', async (_what, env, text) => {
  await expect(serve(env)).rejects.toThrow(text);
});

test('what is wrong with a request is said by field, and nothing of it is logged', async () => {
  const less = (name: string) =>
    Object.fromEntries(Object.entries(first).filter(([field]) => field !== name));
  const cases: readonly (readonly [unknown, string, string])[] = [
    ['{', 'body', 'is no JSON'],
    [`${'['.repeat(100_000)}`, 'body', 'is no JSON'],
    ['{"id": NaN}', 'body', 'NaN is no number of JSON; write null'],
    [[], 'body', 'holds 0 flights'],
    [3, 'body', 'is no flight'],
    [[first, null], '[1]', 'is no flight'],
    [less('id'), 'id', 'is missing'],
    [[first, less('carrier')], '[1].carrier', 'is missing'],
    [{ ...first, presure: 1000 }, 'presure', 'is no field of a flight'],
    [{ ...first, id: 7 }, 'id', 'is no text'],
    [{ ...first, id: 'a\ud800' }, 'id', 'is no text'],
    [{ ...first, month: 13 }, 'month', 'is no whole number from 1 to 12'],
    [{ ...first, month: true }, 'month', 'is no whole number from 1 to 12'],
    [{ ...first, day: 31 }, 'day', 'is no day of month 6'],
    [{ ...first, sched_dep_time: 1775 }, 'sched_dep_time', 'is no time of day'],
    [JSON.stringify({ ...first, distance: 7 }).replace(':7,', ':1e999,'), 'distance', 'is no whole number'],
    [{ ...first, temp: '70' }, 'temp', 'is neither a number nor null'],
    [JSON.stringify({ ...first, temp: 7 }).replace(':7,', ':1e999,'), 'temp', 'is neither a number nor null'],
  ];
  const logged = await loggedDuring(async () => {
    for (const [body, field, text] of cases) {
      const response = await shared.post('/predict', body);
      expect(response.status, field).toBe(400);
      const told: { field: string; error: string } = JSON.parse(await response.text());
      expect(told.field).toBe(field);
      expect(told.error).toContain(text);
    }
  });
  expect(logged).toEqual([]);
});

test('what is not known may be left out, and a carrier nobody has seen is answered', async () => {
  const gaps = ['plane_built', 'plane_seats', 'temp', 'humid', 'pressure'];
  const known = Object.entries(first).filter(([name]) => !gaps.includes(name));
  const [row] = await loggedDuring(async () => {
    const response = await shared.post('/predict', { ...Object.fromEntries(known), carrier: 'ZZ' });
    expect(response.status).toBe(200);
  });
  expect(row?.features).toMatchObject({
    carrier: 'ZZ',
    ...Object.fromEntries(gaps.map((name) => [name, null])),
  });
});

test('killed while it answers, it leaves a log in which at most the last line is torn; the next one goes on below it', async () => {
  const answered: string[] = [];
  {
    await using service = await serve({ MLOPS_LOG: 'logs/killed.jsonl' });
    const bodies = Array.from({ length: 200 }, (_, at) => ({ ...first, id: `flight-${at}` }));
    const clients = [0, 1, 2].map(async () => {
      for (;;) {
        const answers = await said<Answer[]>(service.post('/predict', bodies));
        answered.push(...answers.map(({ id }) => id));
        if (answered.length > 1000) service.kill('SIGKILL');
      }
    });
    await Promise.allSettled(clients);
    expect((await service.ended()).signal).toBe('SIGKILL');
  }
  const left = project.read('logs/killed.jsonl').split('\n');
  const whole = left.slice(0, -1).map((line) => JSON.parse(line));
  expect(whole.length).toBeGreaterThanOrEqual(answered.length);
  project.write({ 'logs/killed.jsonl': `${project.read('logs/killed.jsonl')}{"time": "2026-01-0` });
  await using service = await serve({ MLOPS_LOG: 'logs/killed.jsonl' });
  await service.post('/predict', first);
  const after = project.read('logs/killed.jsonl').split('\n');
  expect(JSON.parse(after.at(-2) ?? '')).toMatchObject({ id: first['id'] });
  expect(after.slice(0, whole.length).map((line) => JSON.parse(line))).toEqual(whole);
});

test('a log that cannot be written keeps nobody waiting and is complained of', async () => {
  await using service = await serve({ MLOPS_LOG: '/dev/full' });
  expect((await service.post('/predict', first)).status).toBe(200);
  await until(() => service.log.includes('1 answers are not in the serving log: [Errno 28]'));
});

test('asked to end, it answers what is under way, takes nothing new, and ends', async () => {
  await using service = await serve({ MLOPS_LOG: 'logs/ended.jsonl' });
  const body = JSON.stringify(first);
  const port = Number(new URL(service.url).port);
  const head = `POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`;
  const client = new Client(port);
  client.socket.write(head);
  await until(() => client.received.includes('100 Continue'));
  service.kill('SIGTERM');
  await until(() => refuses(port));
  client.socket.write(body);
  await until(() => client.received.includes(String(first['id'])));
  expect(client.received).toContain('200 OK');
  await service.ended();
  expect(lines(project.read('logs/ended.jsonl'))).toHaveLength(1);
});

test('traffic of a month is answered in full, with its labels beside it; June is answered as it was evaluated', async () => {
  const words = ['traffic.py', 'june', '--flights', '500', '--url', shared.url];
  const logged = await loggedDuring(async () => {
    expect((await run(...words)).stdout).toMatch(/june: 500 answered, 0 failed, \d/);
  });
  const labels = lines<{ id: string; label: number }>(project.read('labels/june.jsonl'));
  expect(labels).toHaveLength(500);
  expect(new Set(logged.map(({ id }) => id))).toEqual(new Set(labels.map(({ id }) => id)));
  for (const { id, label } of labels) expect(label, id).toBe(scored.get(id)?.late);
  expectAsEvaluated(logged);
  const reserved = new Set(golden.map(({ id }) => id));
  expect(labels.filter(({ id }) => reserved.has(id))).toEqual([]);
  const again = await loggedDuring(async () => void (await run(...words, '--labels', 'labels/again')));
  expect(project.read('labels/again/june.jsonl')).toBe(project.read('labels/june.jsonl'));
  expect(new Set(again.map(({ id }) => id))).toEqual(new Set(logged.map(({ id }) => id)));
});

test('the commands of the README do what it says, and the line it changes is there', async () => {
  const page = project.read('README.md');
  const [, block = ''] = /## Serve it\n\n```sh\npython serve.py.*\n([\s\S]*?)```/.exec(page) ?? [];
  const script = block.replaceAll('http://127.0.0.1:8000', shared.url).replace('june', 'june --flights 100');
  const env = { ...machineEnvironment(), PATH: `${dirname(python)}:${process.env['PATH']}` };
  const ended = await runChild(['bash', '-eo', 'pipefail', '-c', script], { cwd: project.path, env });
  expect(ended.status, ended.log).toBe(0);
  expect(ended.log).toContain(
    `{"model":"${digestOf(content('out/model.joblib'))}","revision":"r7","name":"flights"}`,
  );
  expect(ended.log).toContain('{"id":"UA1-0601","prediction":');
  expect(ended.log).toContain('june: 100 answered, 0 failed');
  const [, line = 'no line'] = /```diff\n-(MONTHS = .*)\n/.exec(page) ?? [];
  expect(project.read('prepare.py')).toContain(line);
});

test('traffic to where nobody answers fails, and says so', async () => {
  const url = 'http://127.0.0.1:9';
  const words = [
    python,
    'traffic.py',
    'december',
    '--flights',
    '40',
    '--url',
    url,
    '--labels',
    'labels/none',
  ];
  const ended = await runChild([python, ...words.slice(1)], { cwd: project.path, env: machineEnvironment() });
  expect(ended.log).toContain('december: 0 answered, 40 failed');
  expect(ended.log).toContain('The first failure: ConnectionRefusedError');
  expect(ended.status).toBe(1);
});

/** A connection by hand: a request can be sent in parts. */
class Client {
  readonly socket: Socket;
  received = '';

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('error', () => {});
    this.socket.on('data', (text: string) => {
      this.received += text;
    });
  }
}

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => resolve(false))
      .once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
