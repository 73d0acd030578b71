import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { sha256 } from '#harness/image';
import { freePort } from '#harness/port';
import { changed, tinyProject } from '#harness/project';
import { LOGIN, Registry } from '#harness/registry';
import { TroubledProxy } from '#harness/troubled-proxy';
import { Workspace } from '#harness/workspace';
import { toolPath } from '../scripts/install.ts';

/** One machine packs and pushes; another has the image's name and digest, a login, and nothing else. */

const LOGGED_IN = ['--registry-username', LOGIN.username, '--registry-password', LOGIN.password];
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
const GATES = 'gates: ["roc_auc >= 0.7"]\n';

const SERVE = `import { createServer } from 'node:http';
const { MLOPS_PORT, MLOPS_MODEL_DIGEST, MLOPS_REVISION } = process.env;
createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ model: MLOPS_MODEL_DIGEST, revision: MLOPS_REVISION }));
}).listen(Number(MLOPS_PORT), '127.0.0.1');
`;

let registry: Registry;
let maker: Workspace;
/** where it was pushed to, without digest */
let name = '';
/** 64 hexadecimal digits */
let digest = '';

beforeAll(async () => {
  registry = await Registry.start('basic');
  name = `${registry.host}/acme/tiny`;
  maker = tinyProject({
    'mlops.yml': changed(
      GATES,
      `${GATES}containerize: { image: "${name}", files: [serve.mjs], tags: [v1] }\n`,
    ),
    'serve.mjs': SERVE,
    '.gitignore': 'data/\nout/\n.mlops/\n',
  });
  const ran = await runCli(['run', 'containerize', '--push', 'true', ...LOGGED_IN], maker);
  expect(ran.status, ran.log).toBe(0);
  digest = /@sha256:([0-9a-f]{64})/.exec(ran.log)?.[1] ?? '';
  expect(ran.log).toMatch(
    /\d records pushed with the image, as sha256:[0-9a-f]{64}: sha256-[0-9a-f]{64} lists them/,
  );
}, 60_000);
afterAll(async () => {
  maker?.[Symbol.dispose]();
  await registry?.[Symbol.asyncDispose]();
});

/** Another machine: a folder with nothing but what deploy is told. Everything it started is ended with it. */
class Elsewhere implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly port: number;

  private constructor(port: number, model: string) {
    this.port = port;
    this.workspace = Workspace.of({
      'mlops.yml': `schema: 1\nmodel: ${model}\ndeploy: { serve: node serve.mjs, port: ${port}, timeout: 20 s, drain: 1 s }\n`,
    });
  }

  static async open(model = 'tiny'): Promise<Elsewhere> {
    return new Elsewhere(await freePort(), model);
  }

  deploy(image: string, ...words: string[]) {
    return runCli(['deploy', '--image', image, ...words], this.workspace);
  }

  json(path: string) {
    return JSON.parse(this.workspace.read(path));
  }

  async serves(): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${this.port}/version`)).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = await runCli(['deploy', '--action', 'retire'], this.workspace);
    this.workspace[Symbol.dispose]();
    expect(gone.status, gone.log).toBe(0);
  }
}

interface Descriptor {
  readonly mediaType: string;
  readonly artifactType: string;
  readonly digest: string;
  readonly size: number;
}

/** What a registry has under a path of the repository. */
async function held(path: string, repository = 'acme/tiny') {
  const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json';
  const answer = await fetch(`http://${registry.host}/v2/${repository}/${path}`, {
    headers: { accept, authorization: BASIC },
  });
  expect(answer.status, path).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

async function listed(): Promise<Descriptor[]> {
  return JSON.parse((await held(`manifests/sha256-${digest}`)).toString()).manifests;
}

/** The image under another name, as any tool copies it: without what refers to it. */
function copyBare(repository: string): string {
  const credentials = `${LOGIN.username}:${LOGIN.password}`;
  const plain = ['--src-tls-verify=false', '--dest-tls-verify=false', '--preserve-digests'];
  const logins = ['--src-creds', credentials, '--dest-creds', credentials];
  const to = `${registry.host}/${repository}`;
  execFileSync('skopeo', ['copy', '-q', ...plain, ...logins, `docker://${name}:v1`, `docker://${to}:v1`]);
  return `${to}@sha256:${digest}`;
}

test('a machine that has the digest and nothing else pulls the image and its records, and serves it', async () => {
  await using other = await Elsewhere.open();
  const ran = await other.deploy(`${name}@sha256:${digest}`, ...LOGGED_IN);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('is in no artifact of this run: it is pulled.');
  expect(ran.log).toMatch(/Evaluation [0-9a-f]{12} came to pass \(records with the image in its registry\)/);
  expect(ran.log).toContain('r1 serves in production, where nothing served');
  const model = sha256(readFileSync(join(maker.path, 'out/model.bin')));
  expect(await other.serves()).toEqual({ model, revision: 'r1' });

  const record = other.json('.mlops/stage/deploy/record.json');
  expect(record.predicate).toMatchObject({ mlops_verdict: 'pass', release: { image: digest, model } });
  const own = sha256(maker.read('.mlops/stage/containerize/record.json'));
  expect(record.predicate.mlops_circumstances.ancestors).toEqual([
    { name: 'containerize', digest: { sha256: own } },
  ]);
  const made = maker.tree('.mlops/stage/containerize/records').map((path) => path.split('/').at(-1));
  const brought = other.workspace.tree('.mlops/stage/deploy/records').map((path) => path.split('/').at(-1));
  expect(brought.sort()).toEqual([...new Set([...made, `${own}.json`])].sort());
  const drawn = await runCli(['lineage', '.mlops/stage/deploy'], other.workspace);
  expect(drawn.status, drawn.log).toBe(0);
  expect(drawn.log).not.toContain('broken');
  for (const stage of ['data rows', 'train', 'evaluate', 'containerize', 'deploy'])
    expect(drawn.log).toContain(stage);

  // what is there already is hashed, not fetched
  const again = await other.deploy(`${name}@sha256:${digest}`, ...LOGGED_IN);
  expect(again.log).toMatch(/Pulled 0 blobs \(0 B\), \d there already/);
});

test('the records are an OCI artifact about the image, and oras finds them', async () => {
  const [entry, ...more] = await listed();
  expect(more).toEqual([]);
  const bytes = await held(`manifests/${entry?.digest}`);
  expect(entry).toMatchObject({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'application/vnd.mlops.records.v1',
    size: bytes.length,
    digest: `sha256:${sha256(bytes)}`,
  });
  const manifest = JSON.parse(bytes.toString());
  const subject = await held(`manifests/sha256:${digest}`);
  expect(manifest).toMatchObject({
    schemaVersion: 2,
    artifactType: 'application/vnd.mlops.records.v1',
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${sha256('{}')}`, size: 2 },
    subject: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${digest}`,
      size: subject.length,
    },
  });
  using scratch = new Workspace();
  const login = ['--plain-http', '--username', LOGIN.username, '--password', LOGIN.password];
  const oras = (...words: string[]) =>
    execFileSync(toolPath('oras'), words, { cwd: scratch.path, encoding: 'utf8', stdio: 'pipe' });
  expect(oras('discover', ...login, `${name}@sha256:${digest}`)).toContain(entry?.digest);
  oras('pull', ...login, `${name}@${entry?.digest}`);
  expect(scratch.read('record.json')).toBe(maker.read('.mlops/stage/containerize/record.json'));
  for (const path of maker.tree('.mlops/stage/containerize/records'))
    expect(scratch.read(`records/${path}`)).toBe(maker.read(`.mlops/stage/containerize/records/${path}`));

  // it copies both to another repository, as the documentation says
  const both = ['from', 'to'].flatMap((end) => [
    `--${end}-plain-http`,
    ...[`--${end}-username`, LOGIN.username, `--${end}-password`, LOGIN.password],
  ]);
  const to = `${registry.host}/acme/copied`;
  oras('copy', '--recursive', ...both, `${name}@sha256:${digest}`, `${to}:v1`);
  await using other = await Elsewhere.open();
  const ran = await other.deploy(`${to}@sha256:${digest}`, ...LOGGED_IN);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('(records with the image in its registry)');
});

test('a registry that lists what refers to an image is asked for it, and needs no tag', async () => {
  const api = {
    on: (_: string, path: string) => path.startsWith(`/v2/acme/tiny/referrers/sha256:${digest}`),
  };
  const tag = { on: (_: string, path: string) => path.includes(`/manifests/sha256-${digest}`) };
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json' };
  const body = JSON.stringify({ ...index, manifests: await listed() });
  await using proxy = await TroubledProxy.before(
    registry,
    { ...api, times: 9, trouble: { status: 200, body } },
    { ...tag, times: 9, trouble: { status: 404 } },
  );
  await using other = await Elsewhere.open();
  const ran = await other.deploy(`${proxy.host}/acme/tiny@sha256:${digest}`, ...LOGGED_IN);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('(records with the image in its registry)');
});

test('a packing under another name leaves records of its own; both are listed, once', async () => {
  await using proxy = await TroubledProxy.before(registry);
  using packer = Workspace.twinOf(maker);
  const words = ['containerize', '--image', `${proxy.host}/acme/tiny`, '--push', 'true', ...LOGGED_IN];
  const before = await listed();
  for (let round = 0; round < 2; round++) {
    const ran = await runCli(words, packer);
    expect(ran.status, ran.log).toBe(0);
    expect(await listed()).toHaveLength(before.length + 1);
  }
  // where the registry says itself that it lists them, no tag is written
  const body = JSON.stringify({ schemaVersion: 2, manifests: await listed() });
  const api = (_: string, path: string) => path.includes('/referrers/');
  proxy.troubles({ on: api, times: 9, trouble: { status: 200, body } });
  const from = proxy.seen.length;
  const ran = await runCli(words, packer);
  expect(ran.log).toMatch(/records pushed with the image, as sha256:[0-9a-f]{64}: the registry lists them/);
  expect(proxy.seen.slice(from).filter(({ path }) => path.includes('/manifests/sha256-'))).toEqual([]);
});

test('an image without records is refused with what to do; require: none makes it marginal', async () => {
  const bare = copyBare('acme/bare');
  await using other = await Elsewhere.open();
  const refused = await other.deploy(bare, ...LOGGED_IN);
  expect(refused.status, refused.log).toBe(2);
  expect(refused.log).toContain(
    'and no record of an evaluation of it is known: neither here nor with the image in its registry. Run containerize in the same workflow, or push with it (it leaves the records with the image); require: none deploys without a verdict, which is marginal.',
  );
  const meant = await other.deploy(bare, '--require', 'none', ...LOGGED_IN);
  expect(meant.status, meant.log).toBe(0);
  expect(meant.log).toContain('with require: none: no evaluation of it is on record.');
  const verdict = other.json('.mlops/stage/deploy/verdict.json');
  expect(verdict.decision).toBe('marginal');
  expect(verdict.notes).toContain(
    'deploy was told require: none: no evaluation says that this model may serve',
  );

  // the same bare image where its records are known
  await using knowing = await Elsewhere.open();
  knowing.workspace.copy(maker.path).remove('.mlops/artifacts').remove('.mlops/stage');
  knowing.workspace.write({
    'mlops.yml': `schema: 1\nmodel: tiny\ndeploy: { serve: node serve.mjs, port: ${knowing.port}, timeout: 20 s, drain: 1 s }\n`,
  });
  const known = await knowing.deploy(bare, ...LOGGED_IN);
  expect(known.status, known.log).toBe(0);
  expect(known.log).toMatch(/Evaluation [0-9a-f]{12} came to pass \(records known here\)/);
});

test('packed with require: none, or with a record that was changed, it is refused as one without', async () => {
  await using unjudged = await Registry.start();
  using packer = Workspace.twinOf(maker);
  packer.write({ 'serve.mjs': `${SERVE}// another image\n` });
  const to = `${unjudged.host}/acme/tiny`;
  const words = ['containerize', '--image', to, '--push', 'true'];
  const ran = await runCli([...words, '--require', 'none'], packer);
  expect(ran.status, ran.log).toBe(0);
  const other = /@sha256:([0-9a-f]{64})/.exec(ran.log)?.[1] ?? '';
  await using elsewhere = await Elsewhere.open();
  const refused = await elsewhere.deploy(`${to}@sha256:${other}`);
  expect(refused.status, refused.log).toBe(2);
  expect(refused.log).toContain('no record of an evaluation of it is known');

  const pushed = await runCli(words, packer);
  expect(pushed.status, pushed.log).toBe(0);
  const evaluation = sha256(packer.read('.mlops/stage/evaluate/record.json'));
  const path = join(unjudged.storage, 'blobs/sha256', evaluation.slice(0, 2), evaluation, 'data');
  const sound = readFileSync(path, 'utf8');
  writeFileSync(path, sound.replace('"PASSED"', '"WARNED"'));
  const spoiled = await elsewhere.deploy(`${to}@sha256:${other}`);
  expect(spoiled.status, spoiled.log).toBe(2);
  expect(spoiled.log.replaceAll(/\s+/g, ' ')).toContain(`sha256:${evaluation} came as sha256:`);
  expect(spoiled.log).toContain('no record of an evaluation of it is known');
  writeFileSync(path, sound);
  const whole = await elsewhere.deploy(`${to}@sha256:${other}`);
  expect(whole.status, whole.log).toBe(0);
});

test('what cannot be pulled, or is another model, is a mistake that names what to do; nothing is started', async () => {
  const gone = await freePort();
  const zeros = `sha256:${'0'.repeat(64)}`;
  const image = `${name}@sha256:${digest}`;
  const wrong: readonly (readonly [readonly string[], number, string])[] = [
    [
      [`${name}:v1`],
      2,
      `image = "${name}:v1" (--image): is not pinned by its digest. Write name@sha256:<digest>`,
    ],
    [[`${name}@${zeros}`, ...LOGGED_IN], 2, `${registry.host}: has no acme/tiny@${zeros}`],
    [[`tiny@${zeros}`], 2, 'is in no artifact of this run, and names no registry to pull it from.'],
    [
      [image, '--model', 'other', ...LOGGED_IN],
      2,
      'is an image of the model tiny, and other is to be deployed. Name an image of other, or set model: tiny.',
    ],
    [[image], 2, `${registry.host}: wants a login to pull from acme/tiny, and none was found`],
    [
      [image, '--registry-username', LOGIN.username, '--registry-password', 'wrong'],
      2,
      `${registry.host}: does not accept the login of ${LOGIN.username} from`,
    ],
    [
      [image, '--registry-username', LOGIN.username],
      2,
      'registry-password: is missing. Give both, or neither of them.',
    ],
    [
      [`127.0.0.1:${gone}/acme/tiny@sha256:${digest}`],
      3,
      `127.0.0.1:${gone} cannot be reached: it refused the connection 5 times.`,
    ],
  ];
  await Promise.all(
    wrong.map(async ([words, status, told]) => {
      await using other = await Elsewhere.open();
      const [first = '', ...more] = words;
      const ran = await other.deploy(first, ...more);
      expect(ran.status, ran.log).toBe(status);
      expect(ran.log).toContain(told);
      expect(other.workspace.has('.mlops/stage/deploy')).toBe(false);
    }),
  );
});

test('on a runner the login comes from the inputs and is masked', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  await using other = await Elsewhere.open();
  const login = { 'registry-username': LOGIN.username, 'registry-password': LOGIN.password };
  const permissions = { contents: 'write', actions: 'read', deployments: 'write', packages: 'read' } as const;
  const ran = await runAction('deploy', other.workspace, github, {
    with: { image: `${name}@sha256:${digest}`, ...login },
    permissions,
  });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.masks).toContain(LOGIN.password);
  expect(ran.outputs['revision']).toBe('r1');
});
