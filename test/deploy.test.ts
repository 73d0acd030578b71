import { expect, test } from 'vitest';
import { bare, json } from '#harness/answer';
import { runAction, runCli } from '#harness/bundle';
import { asPredicted, deployable, GOLDEN } from '#harness/deployable';
import { FakeGitHub } from '#harness/github';
import { makeImage, publishLocally, sha256 } from '#harness/image';
import { type ModelServer, plain } from '#harness/model-server';
import { freePort } from '#harness/port';
import { changed, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';

/** Outputs as a laptop prints them. */
function outputsIn(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout
      .split('\n')
      .flatMap((line) =>
        [...line.matchAll(/^([a-z-]+)=(.*)$/g)].map(([, name = '', value = '']) => [name, value]),
      ),
  );
}

const deploy = (project: Workspace, ...words: string[]) => runCli(['deploy', ...words], project);

/** What the platform was asked, a line each. */
const calls = (project: Workspace) => project.read('calls.txt').trim().split('\n');

test('a script deploys an image whose model passed; what it serves is verified, recorded, and what the ref names', async () => {
  const { project, server, model, image } = await deployable();
  using _project = project;
  await using _server = server;
  const ran = await deploy(project);
  expect(ran.status, ran.log).toBe(0);
  for (const text of [
    '✓ health: 200',
    `✓ version: serves model ${model.slice(0, 12)}`,
    '✓ golden: 2 of 2 answered as predicted',
  ])
    expect(ran.log).toContain(text);
  expect(ran.log).toContain('r1 serves in production, where nothing served');
  const outputs = outputsIn(ran.stdout);
  expect(outputs).toMatchObject({
    url: server.url,
    revision: 'r1',
    'previous-revision': '',
    traffic: '{"r1":100}',
    'rolled-back': 'false',
    'artifact-name': 'mlops-tiny-deploy',
  });
  expect(
    Object.fromEntries(
      project
        .read('asked-deploy.txt')
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s)),
    ),
  ).toMatchObject({
    MLOPS_ACTION: 'deploy',
    MLOPS_DEPLOY_ENVIRONMENT: 'production',
    MLOPS_IMAGE: `sha256:${image}`,
    MLOPS_MODEL_DIGEST: model,
    MLOPS_REVISION: 'r1',
    MLOPS_PREVIOUS: '',
    MLOPS_TRAFFIC: '100',
    MLOPS_IMAGE_LAYOUT: expect.stringMatching(/mlops-tiny-containerize\/.*\/image$/),
  });
  const record = project.read('.mlops/stage/deploy/record.json');
  expect(sha256(record)).toBe(outputs['record-digest']);
  expect(JSON.parse(record)).toMatchObject({
    predicateType: 'https://github.com/org/mlops/deployment/v1',
    predicate: {
      environment: 'production',
      target: 'command',
      action: 'deploy',
      result: 'deployed',
      release: { revision: 'r1', image, model },
      previous: null,
      traffic: { r1: 100 },
      mlops_verdict: 'pass',
    },
  });
  expect(JSON.parse(project.read('.mlops/stage/deploy/verdict.json'))).toMatchObject({ decision: 'pass' });
  const home = '.mlops/refs/tiny/deployed/production/@1';
  expect(JSON.parse(project.read(`${home}/ref.json`))).toMatchObject({ digest: outputs['record-digest'] });
  const files = project.tree(`${home}/files`);
  expect(files.filter((path) => !path.startsWith('records/'))).toEqual([
    'deployment.json',
    'record.json',
    'verdict.json',
  ]);
  // of the image, the evaluation, the scoring, the training and the data
  expect(files.filter((path) => path.startsWith('records/'))).toHaveLength(5);
});

test('the next takes its place; status tells, rollback brings the one before back, retire ends all', async () => {
  const { project, server, image } = await deployable();
  using _project = project;
  await using _server = server;
  await deploy(project);
  const next = makeImage(project, { content: 'the same model, other files' });
  publishLocally(project, next);
  const second = await deploy(project);
  expect(second.log).toContain('r2 serves in production, in place of r1');
  expect(
    JSON.parse(/^MLOPS_PREVIOUS=(.*)$/m.exec(project.read('asked-deploy.txt'))?.[1] ?? ''),
  ).toMatchObject({
    name: 'r1',
    image,
    said: { url: server.url },
  });
  const status = await deploy(project, '--action', 'status');
  expect(status.log).toContain(`r2 serves in production at ${server.url}`);
  expect(status.log).toContain('A rollback would bring back r1');
  expect(outputsIn(status.stdout)).toMatchObject({
    revision: 'r2',
    'previous-revision': 'r1',
    'rolled-back': 'false',
  });

  const back = await deploy(project, '--action', 'rollback');
  expect(back.status, back.log).toBe(0);
  expect(back.log).toContain('r1 serves again in production, in place of r2');
  expect(outputsIn(back.stdout)).toMatchObject({
    revision: 'r1',
    'rolled-back': 'true',
    'artifact-name': 'mlops-tiny-deploy-rollback',
  });
  expect(JSON.parse(project.read('.mlops/stage/deploy-rollback/record.json')).predicate).toMatchObject({
    action: 'rollback',
    result: 'rolled back',
    release: { revision: 'r1', image },
    previous: { revision: 'r2', image: next.digest },
  });

  const gone = await deploy(project, '--action', 'retire');
  expect(gone.log).toContain('production is retired: r1 was ended');
  expect(outputsIn(gone.stdout)).toMatchObject({ url: '', revision: '', traffic: '{}' });
  expect((await deploy(project, '--action', 'status')).log).toContain(
    'Nothing is known to serve in production.',
  );
  expect(calls(project)).toEqual([
    'deploy r1 100',
    'status - 100',
    'deploy r2 100',
    'status - 100',
    'status - 100',
    'rollback r1 100',
    'status - 100',
    'retire - 100',
    'status - 100',
  ]);
});

/** One whose second deployment is to go wrong. */
async function serving(changes: Readonly<Record<string, string>> = {}) {
  const made = await deployable(changes);
  const first = await deploy(made.project);
  if (first.status !== 0) throw new Error(first.log);
  return made;
}

type Fault = readonly [string, (server: ModelServer) => void, (model: string) => string];

const FAULTS: readonly Fault[] = [
  [
    'is never healthy',
    (server) => {
      server.health = () => plain(503, 'loading');
    },
    () => '/healthz did not answer 200 within 1 s; last it answered 503: "loading"',
  ],
  [
    'serves another model',
    (server) => {
      server.version = () => json(200, { model: 'f'.repeat(64) });
    },
    (model) => `wrong model behind the port: /version says ${'f'.repeat(64)}, and ${model} was to be started`,
  ],
  [
    'answers otherwise',
    (server) => {
      server.answers = (body) => ({ ...Object(asPredicted(body)), score: 0.8 });
    },
    () =>
      '1 of 2 golden requests were not answered as the evaluation predicted (tolerance 0.000001): id 1: score expected 0.1, found 0.8',
  ],
  [
    'answers with an error',
    (server) => {
      server.predict = () => plain(500, 'ValueError');
    },
    () => 'id 1: /predict answered 500: "ValueError"; id 4: /predict answered 500: "ValueError"',
  ],
];

test('one that does not hold serves nobody: what served before serves on, and the verdict says why', async () => {
  const { project, server, model } = await serving();
  using _project = project;
  await using _server = server;
  const ref = project.read('.mlops/refs/tiny/deployed/production/@1/ref.json');
  const sound = {
    health: server.health,
    version: server.version,
    predict: server.predict,
    answers: server.answers,
  };
  for (const [index, [title, spoil, told]] of FAULTS.entries()) {
    spoil(server);
    const ran = await deploy(project);
    expect(ran.status, `${title}\n${ran.log}`).toBe(1);
    const verdict = JSON.parse(project.read('.mlops/stage/deploy/verdict.json'));
    expect(verdict.decision, title).toBe('fail');
    expect(verdict.reason).toContain(`r1 serves on in production: `);
    expect(verdict.reason).toContain(told(model));
    expect(ran.log).toContain(`The verdict is fail: ${verdict.reason}`);
    expect(outputsIn(ran.stdout)).toMatchObject({
      revision: 'r1',
      'rolled-back': 'true',
      traffic: '{"r1":100}',
    });
    // a number is never used twice
    expect(calls(project).slice(-2)).toEqual([`deploy r${index + 2} 100`, `rollback r${index + 2} 0`]);
    Object.assign(server, sound);
  }
  expect(JSON.parse(project.read('.mlops/stage/deploy/record.json')).predicate).toMatchObject({
    result: 'kept',
    release: { revision: 'r1' },
    mlops_verdict: 'fail',
  });
  expect(
    project.tree('.mlops/refs/tiny/deployed/production').filter((path) => path.endsWith('ref.json')),
  ).toEqual(['@1/ref.json']);
  expect(project.read('.mlops/refs/tiny/deployed/production/@1/ref.json')).toBe(ref);
  expect((await deploy(project, '--fail-on', 'never')).status).toBe(0);
});

const SAYINGS: readonly (readonly [string, string])[] = [
  ['', 'the script printed nothing: its last line has to be a JSON object with url'],
  ['deployed!\n', 'the script’s last line is no JSON object: "deployed!"'],
  ['{"url": \n', 'the script’s last line is no JSON object: "{\\"url\\":"'],
  ['{"revision": "x"}\n', 'the script printed no url: {"revision": "x"}'],
  ['{"url": "flights:8080"}\n', 'the script printed a url that is no http(s) address: flights:8080'],
  ['{"url": 7}\n', 'the script printed url that does not fit'],
  [
    '{"url": "http://127.0.0.1:1", "traffic": {"a": 10}}\n',
    'the script printed traffic that is not 100 percent together: {"a":10}',
  ],
];

test('a script that says what cannot be used, or fails, is told, and asked to roll back', async () => {
  const { project, server } = await serving();
  using _project = project;
  await using _server = server;
  for (const [said, told] of SAYINGS) {
    project.write({ 'say-deploy': said });
    // the line before it is the script's own
    const ran = await runCli(
      [
        'deploy',
        '--run',
        said === ''
          ? 'test "$MLOPS_ACTION" != rollback || echo \'{"url":"http://127.0.0.1:1"}\''
          : 'bash deploy.sh',
      ],
      project,
    );
    expect(ran.status, `${said}\n${ran.log}`).toBe(1);
    expect(ran.log).toContain(`r1 serves on in production: ${told}`);
  }
  project.remove('say-deploy').write({ 'fail-deploy': '' });
  const failed = await deploy(project);
  expect(failed.log).toContain(
    'r1 serves on in production: the script ended with status 3; its last line: the platform refuses',
  );
  expect(calls(project).at(-1)).toMatch(/^rollback r\d+ 0$/);

  project.write({ 'fail-rollback': '' });
  const lost = await deploy(project);
  expect(lost.status).toBe(1);
  expect(lost.log).toContain('nothing is known to serve in production: the script ended with status 3');
  expect(lost.log).toContain(
    'and its rollback failed (the script ended with status 3; its last line: the platform refuses): what serves is not known',
  );
  expect(outputsIn(lost.stdout)).toMatchObject({ url: '', 'rolled-back': 'false' });
  expect((await deploy(project, '--action', 'status')).log).toMatch(
    /a deploy of r\d+ was begun .* and its rollback failed .*: what serves is not known here/,
  );

  project.remove('fail-deploy').remove('fail-rollback');
  const mended = await deploy(project, '--action', 'rollback');
  expect(mended.log).toContain('r1 serves again in production');
});

test('the first deployment that does not hold is taken away again: nothing serves', async () => {
  const { project, server } = await deployable();
  using _project = project;
  await using _server = server;
  server.health = () => bare(500);
  const ran = await deploy(project);
  expect(ran.status).toBe(1);
  expect(ran.log).toContain(
    'nothing serves in production: /healthz did not answer 200 within 1 s; last it answered 500',
  );
  expect(calls(project)).toEqual(['deploy r1 100', 'retire - 100']);
  expect(outputsIn(ran.stdout)).toMatchObject({ url: '', revision: '', 'rolled-back': 'false' });
  expect(project.has('.mlops/refs/tiny/deployed')).toBe(false);
});

test('a share goes to a canary; deploying it again gives it all, and a rollback ends it', async () => {
  const { project, server } = await serving();
  using _project = project;
  await using _server = server;
  publishLocally(project, makeImage(project, { content: 'another' }));
  const canary = await deploy(project, '--canary', '10%');
  expect(canary.status, canary.log).toBe(0);
  expect(canary.log).toContain('r2 gets 10 % of the requests in production, beside r1');
  expect(outputsIn(canary.stdout)).toMatchObject({
    revision: 'r2',
    'previous-revision': 'r1',
    traffic: '{"r2":10,"r1":90}',
  });
  expect(calls(project).at(-1)).toBe('deploy r2 10');
  const back = await deploy(project, '--action', 'rollback');
  expect(back.log).toContain('r1 serves again in production');
  expect(outputsIn(back.stdout)).toMatchObject({ revision: 'r1', traffic: '{"r1":100}' });

  await deploy(project, '--canary', '10%');
  const whole = await deploy(project);
  expect(whole.log).toContain('r3 serves in production, in place of r1');
  expect(calls(project).at(-1)).toBe('deploy r3 100');
});

const TORN: readonly (readonly [string, string])[] = [
  ['{"id": 1, "body": {}}\n{"id": 4, "bo', 'golden (golden.jsonl:2): line 2 is no JSON'],
  [
    '\n',
    'golden = "golden.jsonl" (mlops.yml:25:11): holds no request. Write one {"id": …, "body": …} a line, or leave golden: out.',
  ],
  ['{"id": 1, "body": {}}\n{"id": "1", "body": {}}\n', 'line 2 repeats the id 1 of line 1'],
  [
    '{"id": 99999, "body": {}}\n',
    'golden = "99999" (mlops.yml:25:11): is not among the predictions of the evaluation (predictions.csv). Take ids that the evaluation predicted.',
  ],
];

test('golden requests that are wrong are a mistake, before the script is asked for anything', async () => {
  const { project, server } = await deployable();
  using _project = project;
  await using _server = server;
  for (const [golden, told] of TORN) {
    project.write({ 'golden.jsonl': golden });
    const ran = await deploy(project);
    expect(ran.status, ran.log).toBe(2);
    expect(ran.log).toContain(told);
  }
  expect(project.has('calls.txt')).toBe(false);
});

const WISHES: readonly (readonly [readonly string[], string])[] = [
  [['--port', '0'], 'port = "0" (--port): is no port. Write one from 1 to 65535.'],
  [['--port', '70000'], 'port = "70000" (--port): is no port.'],
  [
    ['--tolerance', 'little'],
    'tolerance = "little" (--tolerance): is no tolerance. Write a number from 0, e.g. 1e-6.',
  ],
  [['--timeout', '60'], 'timeout = "60" (--timeout): is no length of time.'],
  [['--canary', '60%'], 'canary = "60%" (--canary): is no share of the requests.'],
  [
    ['--image', 'ghcr.io/acme/tiny:latest'],
    'image = "ghcr.io/acme/tiny:latest" (--image): is not pinned by its digest. Write name@sha256:<digest>',
  ],
  [['--image', `tiny@sha256:${'0'.repeat(64)}`], 'is another image than mlops-tiny-containerize records'],
  [['--golden', 'none.jsonl'], 'golden = "none.jsonl" (--golden): is no file that is there.'],
  [['--golden', '../golden.jsonl'], 'golden = "../golden.jsonl" (--golden): leads out of the workspace.'],
  [['--action', 'rollback'], 'production: has no previous revision to roll back to.'],
  [['--action', 'promote'], 'action = "promote" (--action): is none of deploy, rollback, status, retire.'],
];

test('what cannot be meant is a mistake, and nothing is asked of anybody', async () => {
  const { project, server } = await deployable();
  using _project = project;
  await using _server = server;
  for (const [words, told] of WISHES) {
    const ran = await deploy(project, ...words);
    expect(ran.status, ran.log).toBe(2);
    expect(ran.log).toContain(told);
  }
  expect(server.requests).toEqual([]);
});

test('an image that was changed, that no evaluation passed, or that has no record of one is refused', async () => {
  const { project, server } = await deployable();
  using _project = project;
  await using _server = server;
  publishLocally(project, makeImage(project, { evaluated: false }));
  const unjudged = await deploy(project);
  expect(unjudged.status).toBe(2);
  expect(unjudged.log).toContain(
    'and no record of an evaluation of it. Deploy a model whose evaluation passed',
  );

  publishLocally(project, makeImage(project, { require: 'none', evaluated: false }));
  const meant = await deploy(project, '--golden', '');
  expect(meant.log).toContain('with require: none: no evaluation of it is on record.');

  const image = makeImage(project);
  const [path = ''] = Object.keys(image.files).filter(
    (one) => one.includes('blobs') && !one.endsWith(image.digest),
  );
  publishLocally(project, { ...image, files: { ...image.files, [path]: Buffer.from('changed') } });
  const torn = await deploy(project);
  expect(torn.status).toBe(2);
  expect(torn.log).toContain(
    `is not what its name says: expected sha256:${path.split('/').at(-1)}, found sha256:${sha256('changed')}`,
  );

  project.write({
    'mlops.yml': changed('"roc_auc >= 0.7"', '"roc_auc >= 0.9"').concat(
      'deploy: { target: command, run: bash deploy.sh }\n',
    ),
  });
  await runCli(['run', 'evaluate'], project);
  publishLocally(project, makeImage(project));
  const bad = await deploy(project);
  expect(bad.status).toBe(2);
  expect(bad.log).toContain('whose evaluation came to fail.');
});

test('dry-run says what would be done, and asks the script for nothing but what serves', async () => {
  const { project, server } = await serving();
  using _project = project;
  await using _server = server;
  const ran = await deploy(project, '--dry-run', 'true');
  expect(ran.status).toBe(0);
  expect(ran.log).toContain('Would deploy in production by target command.');
  expect(calls(project)).toEqual(['deploy r1 100', 'status - 100']);
});

test('mlops run deploys where mlops.yml says so, and lineage draws the image and the deployment', async () => {
  const { project, server } = await deployable();
  using _project = project;
  await using _server = server;
  const ran = await runCli(['run'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/^deploy +ran .* r1 serves in production, where nothing served$/m);
  const drawn = await runCli(['lineage', '.mlops/stage/deploy'], project);
  expect(drawn.log).toContain('deploy tiny');
  expect(drawn.log).toMatch(/went in +image +[0-9a-f]{12}/);
  expect(drawn.log).toMatch(/follows +containerize tiny/);
  expect(drawn.log).not.toContain('broken');
});

const SERVE = `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const { MLOPS_PORT, MLOPS_MODEL_DIGEST, MLOPS_REVISION } = process.env;
const scores = JSON.parse(readFileSync('scores.json', 'utf8'));
createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => { text += chunk; });
  request.on('end', () => {
    const answers = {
      '/healthz': () => ({}),
      '/version': () => ({ model: MLOPS_MODEL_DIGEST }),
      '/predict': () => ({ score: scores[JSON.parse(text).row], revision: MLOPS_REVISION }),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[request.url]?.()));
  });
}).listen(Number(MLOPS_PORT), '127.0.0.1');
`;

test('target process: mlops run packs, starts and verifies it, and every later word is true', async () => {
  const port = await freePort();
  const gates = 'gates: ["roc_auc >= 0.7"]\n';
  using project = tinyProject({
    'mlops.yml': changed(
      gates,
      `${gates}containerize: { files: [serve.mjs, scores.json] }
deploy: { serve: node serve.mjs, port: ${port}, golden: golden.jsonl, timeout: 20 s, drain: 2 s }\n`,
    ),
    'serve.mjs': SERVE,
    'scores.json': '{"1": 0.1, "4": 0.8}',
    'golden.jsonl': GOLDEN,
  });
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', body: '{"row": 4}' });
    return answer.json();
  };
  try {
    const ran = await runCli(['run'], project);
    expect(ran.status, ran.log).toBe(0);
    expect(ran.log).toContain('r1 serves in production, where nothing served');
    expect(await ask()).toEqual({ score: 0.8, revision: 'r1' });

    project.write({ 'scores.json': '{"1": 0.1, "4": 0.9}' });
    const wrong = await runCli(['run'], project);
    expect(wrong.status, wrong.log).toBe(1);
    expect(wrong.log).toContain(
      'r1 serves on in production: 1 of 2 golden requests were not answered as the evaluation predicted (tolerance 0.000001): id 4: score expected 0.8, found 0.9',
    );
    expect(await ask()).toEqual({ score: 0.8, revision: 'r1' });

    project.write({ 'scores.json': '{"1": 0.1, "4": 0.8, "5": 1}' });
    const next = await runCli(['run'], project);
    expect(next.log).toMatch(/r\d serves in production, in place of r1/);
    const back = await deploy(project, '--action', 'rollback');
    expect(back.status, back.log).toBe(0);
    expect(back.log).toMatch(/r\d serves again in production, in place of r\d/);
    expect(outputsIn(back.stdout)).toMatchObject({ url: `http://127.0.0.1:${port}`, 'rolled-back': 'true' });
    const drawn = await runCli(['lineage', '.mlops/stage/deploy'], project);
    expect(drawn.status, drawn.log).toBe(0);
    expect(drawn.log).toMatch(/by digest +came out image/);
  } finally {
    const gone = await deploy(project, '--action', 'retire');
    expect(gone.status, gone.log).toBe(0);
  }
  await expect(ask()).rejects.toThrow();
});

test('on a runner that GitHub hosts it is said that processes end with the job', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  const ran = await runAction('deploy', project, github, {
    with: { action: 'status' },
    env: { RUNNER_ENVIRONMENT: 'github-hosted' },
    permissions: { contents: 'write', actions: 'read', deployments: 'write' },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.annotations).toContainEqual(
    expect.objectContaining({ level: 'notice', message: expect.stringContaining('ends with this job') }),
  );
  const without = await runAction('deploy', project, github);
  expect(without.status).toBe(2);
  expect(without.errors[0]).toMatch(/^serve .*is needed for target: process and was not given\./);
});

test('a deployment that was killed is told by the next look, until one ends well', async () => {
  const { project, server } = await serving();
  using _project = project;
  await using _server = server;
  const killed = await runCli(
    ['deploy', '--run', 'if test $MLOPS_ACTION = deploy; then echo begun; sleep 1; else echo {}; fi'],
    project,
    {
      interrupt: { after: 'begun', signal: 'SIGKILL' },
    },
  );
  expect(killed.signal).toBe('SIGKILL');
  project.write({ 'say-status': '{}\n' });
  const asked = await deploy(project, '--action', 'status');
  expect(asked.log).toContain('Nothing is known to serve in production.');
  expect(asked.log).toMatch(/a deploy of r2 was begun .* and it did not end: what serves is not known here/);
  // the platform knows better
  project.write({ 'say-status': `{"url": "${server.url}", "revision": "r2"}\n` });
  const told = await deploy(project, '--action', 'status');
  expect(told.log).toContain(`r2 serves in production at ${server.url}`);
  expect(told.log).toContain('r2 serves, and r1 is what was last verified: deploy again or roll back');
  project.remove('say-status');
  const back = await deploy(project, '--action', 'rollback');
  expect(back.log).toContain('r1 serves again in production');
  expect((await deploy(project)).log).toContain('r3 serves in production, in place of r1');
});
