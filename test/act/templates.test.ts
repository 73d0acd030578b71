import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ActRan, runAct } from '#harness/act';
import { json } from '#harness/answer';
import { FakeGitHub } from '#harness/github';
import { ModelServer } from '#harness/model-server';
import { freePort } from '#harness/port';
import { changed, tinyProject } from '#harness/project';
import { Registry } from '#harness/registry';
import { Workspace } from '#harness/workspace';

/** The workflows to copy. One thing is changed of those marked `change`: the name of the model. */
const template = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../workflows-templates/mlops-${name}.yml`), 'utf8').replace(
    'model: flights',
    'model: tiny',
  );
const place = (name: string) => `.github/workflows/mlops-${name}.yml`;

const LOCK =
  'iniconfig==2.0.0 --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374\n';

/** The tiny project with an environment, a model made of its data, and more sections. */
function project(sections: string, files: Readonly<Record<string, string>>): Workspace {
  return tinyProject({
    'mlops.yml':
      changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n') + sections,
    'requirements.txt': LOCK,
    'train.sh':
      'python -c "import iniconfig"\nmkdir -p out\ncat "$MLOPS_DATA_ROWS/rows.txt" > "$MLOPS_MODEL"\necho {} > "$MLOPS_METRICS"\n',
    ...files,
  });
}

/** Answers as the recorded predictions have it: the probability that is asked for, and 1 from a half. */
const SERVE = `import hashlib, http.server, iniconfig, json, os
model = hashlib.sha256(open(os.environ['MLOPS_MODEL'], 'rb').read()).hexdigest()
class Handler(http.server.BaseHTTPRequestHandler):
    def say(self, value):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())
    def do_GET(self):
        self.say({'model': model})
    def do_POST(self):
        p = json.loads(self.rfile.read(int(self.headers['content-length'])))['p']
        self.say({'prediction': int(p >= 0.5), 'score': p})
http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['MLOPS_PORT'])), Handler).serve_forever()
`;

/** What a job's steps gave out under a name. */
function output(ran: ActRan, job: string, name: string): string {
  const outputs = Object.values(ran.job(job).steps).map((step) => step.outputs[name]);
  return outputs.find((value) => value !== undefined) ?? '';
}

test('mlops-pipeline.yml: from a commit to a model that serves, its image in a registry', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  await using registry = await Registry.start();
  const port = await freePort();
  using elsewhere = new Workspace();
  // asked in the job: the machine ends with it
  const question = `      - run: python3 -c 'import urllib.request as r; print(r.urlopen("http://127.0.0.1:${port}/version").read().decode())' > ${elsewhere.path}/answer\n`;
  using work = project(
    `containerize: { image: "${registry.host}/org/tiny", files: [serve.py] }
deploy: { serve: python serve.py, port: ${port}, golden: golden.jsonl }
`,
    {
      'serve.py': SERVE,
      'golden.jsonl': '{"id": "1", "body": {"p": 0.1}}\n{"id": "4", "body": {"p": 0.8}}\n',
      [place('pipeline')]: template('pipeline') + question,
    },
  );
  const ran = await runAct({ workspace: work, workflow: place('pipeline'), github });
  expect(ran.results, ran.log).toEqual({
    train: 'success',
    evaluate: 'success',
    report: 'success',
    containerize: 'success',
    deploy: 'success',
  });

  const [image = '', digest = ''] = output(ran, 'containerize', 'image').split('@');
  expect(image).toBe(`${registry.host}/org/tiny`);
  const manifest = await fetch(`http://${registry.host}/v2/org/tiny/manifests/${digest}`, {
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  });
  expect(manifest.status).toBe(200);
  const bytes = Buffer.from(await manifest.arrayBuffer());
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);

  const model = output(ran, 'train', 'model-digest');
  expect(model).toBe(createHash('sha256').update('some rows\n').digest('hex'));
  expect(JSON.parse(elsewhere.read('answer'))).toEqual({ model });
  expect(github.repository.refs.has('refs/mlops/tiny/deployed/production')).toBe(true);
  expect([...github.deployments.made.values()]).toMatchObject([
    { environment: 'production', statuses: [{ state: 'in_progress' }, { state: 'success' }] },
  ]);
  expect(github.violations).toEqual([]);
});

test('mlops-pipeline.yml: where the verdict says no, nothing is packed and nothing deployed', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project('', { [place('pipeline')]: template('pipeline') });
  work.write({ 'mlops.yml': work.read('mlops.yml').replace('roc_auc >= 0.7', 'roc_auc >= 0.9') });
  work.commit('a gate that is too high');
  const ran = await runAct({ workspace: work, workflow: place('pipeline'), github });
  expect(ran.results, ran.log).toEqual({
    train: 'success',
    evaluate: 'failure',
    report: 'success',
    containerize: 'skipped',
    deploy: 'skipped',
  });
  expect(github.deployments.made.size).toBe(0);
});

/** Deploys by a script of one's own: what the machine at the address is to serve is written into a file. */
const DEPLOY = `if [ "$MLOPS_ACTION" != status ]; then printf %s "$MLOPS_MODEL_DIGEST" > "$1"; fi
if [ -s "$1" ]; then printf '{"url": "%s"}\\n' "$2"; else echo '{"url": null}'; fi
`;

/** Requests of which each tells where it lay; the model is the same for all. */
function requests(model: string, shift: number): string {
  const now = Date.now();
  const row = (at: number) => ({
    time: new Date(now - at * 1000).toISOString(),
    id: String(at),
    features: { distance: ((at * 37) % 600) + shift },
    prediction: at % 2,
    score: (at % 100) / 100,
    model,
  });
  return Array.from({ length: 600 }, (_, at) => `${JSON.stringify(row(at))}\n`).join('');
}

const REFERENCE = `distance,prediction,score\n${Array.from({ length: 600 }, (_, at) => `${(at * 37) % 600},${at % 2},${(at % 100) / 100}\n`).join('')}`;

const Dispatch = z.object({
  on: z.object({ workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }) }),
});

test('the loop: drift, an issue, mlops-retrain.yml, a new model, recovery; and mlops-rollback.yml goes back', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  await using registry = await Registry.start();
  await using machine = await ModelServer.start();
  using elsewhere = new Workspace();
  const serving = join(elsewhere.path, 'model');
  const served = () => (existsSync(serving) ? readFileSync(serving, 'utf8') : '');
  machine.version = () => json(200, { model: served() });
  const { inputs } = Dispatch.parse(parse(template('retrain'))).on.workflow_dispatch;
  github.dispatches.workflows.set('mlops-retrain.yml', { inputs: Object.keys(inputs) });
  using work = project(
    `containerize: { image: "${registry.host}/org/tiny" }
deploy: { target: command, run: "bash deploy.sh ${serving} ${machine.url}" }
monitor-gate: { reference: reference.csv, current: logs/*.jsonl, task: binary }
`,
    {
      'deploy.sh': DEPLOY,
      'reference.csv': REFERENCE,
      ...Object.fromEntries(
        ['pipeline', 'monitor', 'retrain', 'rollback'].map((name) => [place(name), template(name)]),
      ),
    },
  );
  let run = 2000;
  const start = (name: string, wish: Partial<Parameters<typeof runAct>[0]>) =>
    runAct({ workspace: work, workflow: place(name), github, run: run++, ...wish });

  const pushed = await start('pipeline', {});
  expect(pushed.status, pushed.log).toBe(0);
  const first = output(pushed, 'train', 'model-digest');
  expect(served()).toBe(first);

  work.write({ 'logs/july.jsonl': requests(first, 1000), 'raw.txt': 'some rows\nand those of July\n' });
  work.commit('July');
  const watched = await start('monitor', { event: 'schedule' });
  expect(watched.results, watched.log).toEqual({ monitor: 'failure' });
  expect(watched.job('monitor').log).toContain(
    `Model ${first.slice(0, 12)} is deployed to production, says the ref deployed/production.`,
  );
  expect(github.issues.all).toMatchObject([{ state: 'open' }]);
  expect(github.dispatches.started).toMatchObject([
    { workflow: 'mlops-retrain.yml', ref: 'main', inputs: { occasion: 'breach', environment: 'production' } },
  ]);
  expect(github.dispatches.events).toEqual([]);

  const asked = z.record(z.string(), z.string()).parse(github.dispatches.started[0]?.inputs);
  const retrained = await start('retrain', { event: 'workflow_dispatch', inputs: asked });
  expect(retrained.status, retrained.log).toBe(0);
  expect(retrained.job('reason').summaries.join()).toContain(asked['reason']);
  const second = output(retrained, 'train', 'model-digest');
  expect(second).not.toBe(first);
  expect(served()).toBe(second);

  work.write({ 'logs/july.jsonl': requests(second, 0) });
  work.commit('as the reference again');
  const recovered = await start('monitor', { event: 'schedule' });
  expect(recovered.results, recovered.log).toEqual({ monitor: 'success' });
  expect(github.issues.all).toMatchObject([{ state: 'closed' }]);

  const event = { event: 'repository_dispatch', payload: { client_payload: { environment: 'production' } } };
  const back = await start('rollback', event);
  expect(back.results, back.log).toEqual({ rollback: 'success' });
  expect(served()).toBe(first);
  expect(github.violations).toEqual([]);
});
