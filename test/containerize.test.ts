import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import { LOGIN, Registry } from '#harness/registry';
import { Workspace } from '#harness/workspace';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const GATE = 'gates: ["roc_auc >= 0.7"]\n';
const SECTION = 'containerize: { image: ghcr.io/acme/tiny, files: [serve.sh, "lib/**", card.md] }\n';

const SERVING = {
  '.gitignore': 'data/\nout/\n.mlops/\n',
  'serve.sh': '#!/bin/sh\nexec python -m http.server "$MLOPS_PORT"\n',
  'lib/rows.py': 'ROWS = 4\n',
  'card.md': '# tiny\n',
};

/** What `setup` leaves; the digest is that of the manifest's schema and spec in canonical JSON. */
function environment(kind = 'requirements', lock = 'requirements.txt'): Record<string, string> {
  const spec = `{"kind":"${kind}","packages":[],"python":{"implementation":"cpython","version":"3.11.7"},"target":{"arch":"aarch64","libc":"glibc","os":"linux"}}`;
  const part = `{"schema":"https://github.com/org/mlops/environment/v1","spec":${spec}}`;
  const content = 'nothing==1.0\n';
  const locked = { path: lock, sha256: sha256(content) };
  const manifest = `${part.slice(0, -1)},"host":{"kernel":"${Math.random()}"},"lock":${JSON.stringify(locked)}}`;
  const pointer = {
    digest: sha256(part),
    hostDigest: sha256('host'),
    bin: '/usr/bin',
    manifest,
    bom: '{"bomFormat":"CycloneDX"}',
    lock: locked,
    python: '3.11.7',
  };
  return { [lock]: content, '.mlops/environment.json': JSON.stringify(pointer) };
}

/** The tiny project with serving files and the section, and other files on top. */
function servedProject(
  changes: Readonly<Record<string, string>> = {},
  section: string = SECTION,
  gate: string = GATE,
): Workspace {
  return tinyProject({ 'mlops.yml': `${changed(GATE, gate)}${section}`, ...SERVING, ...changes });
}

async function run(project: Pick<Workspace, 'path'>, words: readonly string[] = ['run']) {
  const ran = await runCli(words, project);
  if (ran.status !== 0) throw new Error(ran.log);
  return ran;
}

const LAYOUT = '.mlops/stage/containerize/image';
const outputOf = (log: string, name: string) => new RegExp(`^.*\\b${name}=(.*)$`, 'm').exec(log)?.[1] ?? '';
const skopeo = (...words: string[]) => JSON.parse(execFileSync('skopeo', words, { encoding: 'utf8' }));
const packed = servedProject(environment());
const ran = await run(packed);
const imageDigest = /ghcr\.io\/acme\/tiny@sha256:([0-9a-f]{64})/.exec(ran.log)?.[1] ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'containerize-'));
afterAll(() => {
  packed[Symbol.dispose]();
  rmSync(scratch, { recursive: true, force: true });
});

/** Entries of every layer as GNU tar lists them. */
function listed(project: Workspace): string[][] {
  const { layers } = skopeo('inspect', '--raw', `oci:${project.path}/${LAYOUT}:modelcar`);
  return layers.map(({ digest }: { digest: string }) => {
    const path = join(project.path, LAYOUT, 'blobs/sha256', digest.slice(7));
    const options = { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } } as const;
    const text = execFileSync('tar', ['--full-time', '--numeric-owner', '-tvf', path], options);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));
  });
}

test('skopeo reads the image and the ModelPack, and finds every blob to be what it is called', () => {
  const layout = join(packed.path, LAYOUT);
  const image = skopeo('inspect', `oci:${layout}:modelcar`);
  const model = sha256(readFileSync(join(packed.path, 'out/model.bin')));
  expect(image.Digest).toBe(`sha256:${imageDigest}`);
  expect(image).toMatchObject({ Architecture: 'arm64', Os: 'linux', Env: ['MLOPS_MODEL=/models/model.bin'] });
  expect(image.Labels).toMatchObject({
    'org.opencontainers.image.title': 'tiny',
    'org.opencontainers.image.revision': packed.head(),
    'ml.mlops.model.name': 'tiny',
    'ml.mlops.model.digest': `sha256:${model}`,
    'ml.mlops.environment.lock': '/app/requirements.txt',
  });
  expect(skopeo('inspect', '--config', `oci:${layout}:modelcar`).config.WorkingDir).toBe('/app');
  for (const ref of ['modelcar', 'modelpack'])
    execFileSync('skopeo', ['copy', '--quiet', `oci:${layout}:${ref}`, `dir:${join(scratch, ref)}`]);
  for (const name of readdirSync(join(layout, 'blobs/sha256')))
    expect(sha256(readFileSync(join(layout, 'blobs/sha256', name)))).toBe(name);
});

test('the ModelPack is a second manifest over the same blobs (model-spec 0.0.7)', () => {
  const layout = join(packed.path, LAYOUT);
  const image = skopeo('inspect', '--raw', `oci:${layout}:modelcar`);
  const modelpack = skopeo('inspect', '--raw', `oci:${layout}:modelpack`);
  const digests = (manifest: { layers: { digest: string }[] }) => manifest.layers.map(({ digest }) => digest);
  expect(digests(modelpack)).toEqual(digests(image));
  expect(modelpack.artifactType).toBe('application/vnd.cncf.model.manifest.v1+json');
  expect(modelpack.config.mediaType).toBe('application/vnd.cncf.model.config.v1+json');
  expect(modelpack.layers[0]).toMatchObject({
    mediaType: 'application/vnd.cncf.model.weight.v1.tar',
    annotations: { 'org.cncf.model.filepath': 'models/model.bin' },
  });
  const config = JSON.parse(packed.read(`${LAYOUT}/blobs/sha256/${modelpack.config.digest.slice(7)}`));
  expect(config).toMatchObject({
    descriptor: { name: 'tiny' },
    modelfs: { type: 'layers', diffIds: digests(image) },
  });
});

test('each concern is a layer, and nothing in it tells who packed it or when', () => {
  const meta = '1970-01-01 00:00:00';
  expect(listed(packed)).toEqual([
    [
      `drwxr-xr-x 0/0 0 ${meta} models/`,
      `-rw-r--r-- 0/0 ${packed.read('out/model.bin').length} ${meta} models/model.bin`.replace(
        '113',
        String(packed.read('out/model.bin').length),
      ),
    ],
    [
      `drwxr-xr-x 0/0 0 ${meta} app/`,
      `-rw-r--r-- 0/0 13 ${meta} app/requirements.txt`,
      `drwxr-xr-x 0/0 0 ${meta} mlops/`,
      expect.stringMatching(/^-rw-r--r-- 0\/0 \d+ 1970-01-01 00:00:00 mlops\/environment\.json$/),
    ],
    [
      `drwxr-xr-x 0/0 0 ${meta} app/`,
      `-rw-r--r-- 0/0 7 ${meta} app/card.md`,
      `drwxr-xr-x 0/0 0 ${meta} app/lib/`,
      `-rw-r--r-- 0/0 9 ${meta} app/lib/rows.py`,
      `-rwxr-xr-x 0/0 ${SERVING['serve.sh'].length} ${meta} app/serve.sh`,
    ],
  ]);
});

test('another user, folder, umask, time zone and machine make the same bytes', async () => {
  using other = servedProject(environment());
  expect(other.head()).toBe(packed.head());
  const entry = join(import.meta.dirname, '../dist/lib/mlops.js');
  const env = { ...process.env, TZ: 'Pacific/Kiritimati', HOME: scratch, USER: 'else', LANG: 'tr_TR.UTF-8' };
  const command = `umask 077 && exec '${process.execPath}' '${entry}' run`;
  execFileSync('bash', ['-c', command], { cwd: other.path, env, stdio: 'pipe' });
  const all = other.tree(LAYOUT);
  expect(all).toEqual(packed.tree(LAYOUT));
  for (const path of all)
    expect(sha256(readFileSync(join(other.path, LAYOUT, path))), path).toBe(
      sha256(readFileSync(join(packed.path, LAYOUT, path))),
    );
});

test('the Node that the machine has of its own packs the same bytes', () => {
  const build = join(import.meta.dirname, '../build/packages');
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  const env = { ...process.env, PATH: path };
  const program = `
    const { packImage } = await import('${build}/image/pack.js');
    const { diskFiles } = await import('${build}/host/files.js');
    const { createHash } = await import('node:crypto');
    const root = process.argv[1];
    const files = diskFiles({ root, workspace: root });
    const of = (path, content) => ({ path, source: path, program: true, size: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') });
    const contents = { 'models/é/a-long-name-${'x'.repeat(120)}': 'weights', 'app/b': '#!/bin/sh\\n', 'app/\\u{1f600}': 'x', 'app/\\uffee': 'y' };
    const all = Object.entries(contents).map(([path, content]) => of(path, content));
    for (const [path, content] of Object.entries(contents)) await files.write(path, content);
    const identity = { model: 'm', digests: { model: 'a', environment: null, data: null }, revision: null, source: null, path: '/models/m', lock: null, platform: { os: 'linux', architecture: 'amd64' } };
    const concern = (start) => ({ path: start, files: all.filter(({ path }) => path.startsWith(start)) });
    const made = await packImage({ identity, concerns: { weights: concern('models'), environment: { path: 'app', files: [] }, code: concern('app') } }, 'layout', { files });
    console.log(JSON.stringify({ version: process.version, image: made.image.digest, modelpack: made.modelpack.digest }));
  `;
  const by = (node: string) => {
    const folder = mkdtempSync(join(scratch, 'node-'));
    const words = ['--input-type=module', '-e', program, folder];
    return JSON.parse(execFileSync(node, words, { env, encoding: 'utf8' }));
  };
  const [own, other] = [by(process.execPath), by('node')];
  expect([other.image, other.modelpack]).toEqual([own.image, own.modelpack]);
});

test('on a runner it takes the model and verdict of other jobs, needs no environment, and tells the image by digest', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = servedProject();
  for (const action of ['train', 'evaluate'])
    expect((await runAction(action, project, github)).status).toBe(0);
  project.remove('.mlops');
  const done = await runAction('containerize', project, github);
  expect(done.status, done.log).toBe(0);
  const { outputs } = done;
  expect(outputs).toMatchObject({ skipped: 'false', 'artifact-name': 'mlops-tiny-containerize' });
  expect(outputs['image']).toBe(`ghcr.io/acme/tiny@${outputs['digest']}`);
  const layout = join(project.path, LAYOUT);
  expect(skopeo('inspect', `oci:${layout}:modelcar`)).toMatchObject({
    Digest: outputs['digest'],
    Labels: { 'org.opencontainers.image.source': 'https://github.com/org/tiny' },
  });
  const { config } = skopeo('inspect', '--raw', `oci:${layout}:modelcar`);
  expect(outputs['imageid']).toBe(config.digest);
  expect(JSON.parse(outputs['metadata'] ?? '')).toMatchObject({
    'containerimage.digest': outputs['digest'],
    'containerimage.config.digest': config.digest,
    'containerimage.descriptor': {
      digest: outputs['digest'],
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    },
    'image.name': 'ghcr.io/acme/tiny',
  });
  const folder = project.tree('.mlops/stage/containerize').filter((path) => !path.startsWith('image/blobs/'));
  expect(folder.map((path) => path.replace(/[0-9a-f]{64}/, 'record'))).toEqual([
    'image/index.json',
    'image/oci-layout',
    'metadata.json',
    'record.json',
    ...Array.from({ length: 4 }, () => 'records/record.json'),
  ]);
});

test('its record names the image and what went in, and carries training, verdict and data', () => {
  const record = JSON.parse(packed.read('.mlops/stage/containerize/record.json'));
  const { buildDefinition, runDetails } = record.predicate;
  expect(record.subject.map(({ name }: { name: string }) => name)).toEqual(['image', 'modelpack']);
  expect(record.subject[0].digest.sha256).toBe(imageDigest);
  expect(buildDefinition.buildType).toBe('https://github.com/org/mlops/containerize/v1');
  const named = (list: { name: string; digest: { sha256?: string } }[]) =>
    Object.fromEntries(list.map(({ name, digest }) => [name, digest.sha256]));
  const dependencies = named(buildDefinition.resolvedDependencies);
  expect(Object.keys(dependencies).sort()).toEqual([
    'code',
    'environment',
    'model',
    'source',
    'verdict.json',
  ]);
  expect(dependencies['model']).toBe(sha256(readFileSync(join(packed.path, 'out/model.bin'))));
  expect(dependencies['verdict.json']).toBe(
    sha256(readFileSync(join(packed.path, '.mlops/stage/evaluate/verdict.json'))),
  );
  const ancestors = named(runDetails.mlops_ancestors);
  expect(Object.keys(ancestors)).toEqual(['train', 'evaluate']);
  for (const digest of Object.values(ancestors))
    expect(sha256(packed.read(`.mlops/stage/containerize/records/${digest}.json`))).toBe(digest);
  expect(packed.read('.mlops/stage/containerize/record.json')).not.toContain(packed.path);
});

test('the manifest in the image is that of the environment, without the machine that trained', () => {
  const [, layer] = skopeo('inspect', '--raw', `oci:${packed.path}/${LAYOUT}:modelcar`).layers;
  const blob = join(packed.path, LAYOUT, 'blobs/sha256', layer.digest.slice(7));
  const manifest = JSON.parse(
    execFileSync('tar', ['-xOf', blob, 'mlops/environment.json'], { encoding: 'utf8' }),
  );
  expect(Object.keys(manifest)).toEqual(['lock', 'schema', 'spec']);
  const part = `{"schema":${JSON.stringify(manifest.schema)},"spec":${JSON.stringify(manifest.spec)}}`;
  const { Labels } = skopeo('inspect', `oci:${packed.path}/${LAYOUT}:modelcar`);
  expect(Labels['ml.mlops.environment.digest']).toBe(`sha256:${sha256(part)}`);
});

test('what uv needs beside its lock file goes with it', async () => {
  using project = servedProject({
    ...environment('uv', 'uv.lock'),
    'pyproject.toml': '[project]\nname = "tiny"\n',
  });
  await run(project);
  expect(listed(project)[1]?.map((line) => line.split(' ').at(-1))).toEqual([
    'app/',
    'app/pyproject.toml',
    'app/uv.lock',
    'mlops/',
    'mlops/environment.json',
  ]);
});

test('nothing changed: skipped; a changed serving file is named; a poisoned cache is not used', async () => {
  using project = servedProject();
  const first = await run(project);
  expect((await run(project)).log).toMatch(/containerize {2}skipped {2,}same stage key, saved/);
  const again = await run(project, ['containerize']);
  expect(again.log).toContain('skipped=true');
  expect(outputOf(again.log, 'digest')).toBe(outputOf(again.log, 'image').split('@')[1]);
  expect(first.log).toContain(outputOf(again.log, 'digest'));
  project.write({ 'lib/rows.py': 'ROWS = 5\n' });
  const other = await run(project, ['containerize']);
  expect(other.log).toContain('lib/rows.py');
  expect(outputOf(other.log, 'digest')).not.toBe(outputOf(again.log, 'digest'));
  const key = outputOf(other.log, 'stage-key');
  const blob = project.tree(`.mlops/cache/tiny-${key}/files/image/blobs`)[0] ?? '';
  project.replace(`.mlops/cache/tiny-${key}/files/image/blobs/${blob}`, 'poison');
  const poisoned = await run(project, ['containerize']);
  expect(poisoned.log).toContain(`image/blobs/${blob} is not what was kept. It is made again.`);
  expect(outputOf(poisoned.log, 'digest')).toBe(outputOf(other.log, 'digest'));
});

test('a commit that changes nothing of it makes no new image', async () => {
  using project = servedProject();
  await run(project);
  project.write({ 'README.md': 'words\n' }).commit('words');
  expect((await run(project)).log).toMatch(/containerize {2}skipped/);
});

test('a model whose verdict said no is not packed: exit 1, and the verdict and its artifact are named', async () => {
  using project = servedProject({}, SECTION, 'gates: ["roc_auc >= 0.99"]\n');
  expect((await runCli(['run'], project)).status).toBe(1);
  const refused = await runCli(['containerize'], project);
  expect(refused.status).toBe(1);
  expect(refused.log).toMatch(
    /The model [0-9a-f]{12} was not packed: its verdict is fail \(mlops-tiny-evaluate\)\. Mend the model or its gates; require: none packs any model\./,
  );
  expect(project.has('.mlops/artifacts/mlops-tiny-containerize')).toBe(false);
  const anyway = await run(project, ['containerize', '--require', 'none']);
  expect(anyway.log).toContain('Published mlops-tiny-containerize');
  const record = JSON.parse(project.read('.mlops/stage/containerize/record.json'));
  expect(record.predicate.buildDefinition.externalParameters.section.require).toBe('none');
});

test('a model that nobody evaluated, or only another one, is a mistake', async () => {
  using project = servedProject();
  expect((await runCli(['containerize'], project)).log).toContain(
    'mlops-tiny-train: is no artifact of this run',
  );
  await run(project, ['train']);
  const alone = await runCli(['containerize'], project);
  expect(alone.log).toMatch(
    /model [0-9a-f]{12}: is the model to pack, and no evaluation of this run names it\. Run evaluate on it first/,
  );
  expect(alone.status).toBe(2);
  await run(project, ['evaluate']);
  project.write({ 'mlops.yml': project.read('mlops.yml').replace('seed: 7', 'seed: 8') });
  await run(project, ['train']);
  const other = await runCli(['containerize'], project);
  expect(other.log).toContain('no evaluation of this run names it');
  expect(other.status).toBe(2);
});

test('a model or verdict that was changed on the way is refused', async () => {
  using project = servedProject();
  await run(project, ['train']);
  await run(project, ['evaluate']);
  const verdict =
    project.tree('.mlops/artifacts/mlops-tiny-evaluate').find((path) => path.endsWith('verdict.json')) ?? '';
  project.replace(`.mlops/artifacts/mlops-tiny-evaluate/${verdict}`, '{"decision":"pass"}');
  const forged = await runCli(['containerize'], project);
  expect(forged.log).toContain('mlops-tiny-evaluate/verdict.json: does not match its record');
  expect(forged.status).toBe(2);
});

test('of several evaluations of the model all have to pass', async () => {
  using project = servedProject();
  await run(project, ['train']);
  await run(project, ['evaluate', '--name', 'june']);
  expect((await runCli(['evaluate', '--name', 'july', '--gates', 'roc_auc >= 0.99'], project)).status).toBe(
    1,
  );
  const refused = await runCli(['containerize'], project);
  expect(refused.log).toContain('its verdict is fail (mlops-tiny-evaluate-july)');
  expect(refused.status).toBe(1);
});

test('another lock file than the training had is a mistake that names both', async () => {
  using project = servedProject(environment());
  for (const stage of ['train', 'evaluate']) await run(project, [stage]);
  project.write({ 'requirements.txt': 'nothing==2.0\n' });
  const other = await runCli(['containerize'], project);
  expect(other.log).toMatch(
    /requirements\.txt: is the lock file of the model's environment, and is not the one it was trained with: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}\./,
  );
  expect(other.status).toBe(2);
});

const pickled = (content: string) => ({
  'train.sh': `mkdir -p out\nprintf '${content}' > "$MLOPS_MODEL"\necho '{}' > "$MLOPS_METRICS"\n`,
});
const LOGISTIC = 'csklearn.linear_model._logistic\\nLogisticRegression\\n)\\201.';

test('a pickle that names more than is allowed is refused with file, byte and name, before anything is packed', async () => {
  using project = servedProject(pickled(`cos\\nsystem\\n(S"id"\\ntR.`));
  const refused = await runCli(['run'], project);
  expect(refused.log).toContain(
    'models/model.bin: names os.system, and no model needs what os can do (at byte 0).',
  );
  expect(refused.status).toBe(2);
  expect(project.has('.mlops/artifacts/mlops-tiny-containerize')).toBe(false);
});

test('a package that is allowed lets its classes pass, and what was allowed is in the key', async () => {
  using project = servedProject(pickled(`\\200\\002${LOGISTIC}`));
  const refused = await runCli(['run'], project);
  expect(refused.log).toContain(
    'names sklearn.linear_model._logistic.LogisticRegression, and sklearn is not allowed (at byte 2).',
  );
  expect(refused.log).toContain('allow it: allow-pickle: [sklearn]');
  project.write({
    'mlops.yml': project.read('mlops.yml').replace('files:', 'allow-pickle: [sklearn], files:'),
  });
  expect((await run(project)).log).toContain(
    'models/model.bin is a pickle of sklearn.linear_model._logistic.LogisticRegression: all of them allowed.',
  );
  project.write({ 'mlops.yml': project.read('mlops.yml').replace('allow-pickle: [sklearn], ', '') });
  expect((await runCli(['run'], project)).status).toBe(2);
});

test('a pickle among the serving files is found too', async () => {
  using project = servedProject({ 'lib/encoder.json': `cos\nsystem\n(S'id'\ntR.` });
  expect((await runCli(['run'], project)).log).toContain('app/lib/encoder.json: names os.system');
});

test.each([
  ['ghcr.io/Acme/Tiny', 'has capital letters, which no registry takes in a name. Write ghcr.io/acme/tiny.'],
  [
    'ghcr.io/acme/tiny:v1',
    'names more than an image. Leave out tag and digest (ghcr.io/acme/tiny); tags have an input of their own.',
  ],
  ['ghcr.io/acme tiny', 'is no name of an image. Write it like ghcr.io/acme/flights.'],
])('the name %s is a mistake', async (name, remedy) => {
  const wrong = await runCli(['containerize', '--image', name], packed);
  expect(wrong.log).toContain(`image = ${JSON.stringify(name)} (--image): ${remedy}`);
  expect(wrong.status).toBe(2);
});

test('a glob that matches nothing, and a package that cannot be allowed, are mistakes', async () => {
  const glob = await runCli(['containerize', '--files', 'server.py'], packed);
  expect(glob.log).toContain('files = "server.py" (--files): matches no file.');
  const allowed = await runCli(['containerize', '--allow-pickle', 'os'], packed);
  expect(allowed.log).toContain(
    'allow-pickle = "os" (--allow-pickle): runs what it is given, and cannot be allowed.',
  );
  expect([glob.status, allowed.status]).toEqual([2, 2]);
});

test('a dry run says what it would do, and does nothing', async () => {
  const before = packed.tree('.mlops/artifacts');
  const dry = await run(packed, ['containerize', '--dry-run', 'true', '--image', 'other']);
  expect(dry.log).toMatch(/Would pack it as other under the stage key [0-9a-f]{64}\./);
  expect(packed.tree('.mlops/artifacts')).toEqual(before);
});

test('without files and environment the weights stand alone, and the image has the model as its name', async () => {
  using project = servedProject({}, 'containerize: {}\n');
  expect((await run(project)).log).toMatch(/Published mlops-tiny-containerize: tiny@sha256:/);
  expect(listed(project).map((layer) => layer.map((line) => line.split(' ').at(-1)))).toEqual([
    ['models/', 'models/model.bin'],
  ]);
});

test('a model that is a folder is packed as one', async () => {
  using project = servedProject({
    'train.sh':
      'mkdir -p out/model.bin/b; echo 1 > out/model.bin/b/1; echo 2 > out/model.bin/a; echo {} > "$MLOPS_METRICS"\n',
    'predict.sh': 'test -d "$MLOPS_MODEL"\ncp predictions.csv "$MLOPS_PREDICTIONS"\n',
  });
  await run(project);
  const names = listed(project)[0]?.map((line) => line.split(' ').at(-1));
  expect(names).toEqual([
    'models/',
    'models/model.bin/',
    'models/model.bin/a',
    'models/model.bin/b/',
    'models/model.bin/b/1',
  ]);
});

test('a revision is named where the commit holds the very files that are packed', async () => {
  using project = servedProject();
  project.write({ 'lib/rows.py': 'ROWS = 6\n' });
  await run(project);
  const { Labels } = skopeo('inspect', `oci:${project.path}/${LAYOUT}:modelcar`);
  expect(Labels).not.toHaveProperty('org.opencontainers.image.revision');
});

test('mlops run passes it by where mlops.yml has no section for it', async () => {
  using project = tinyProject();
  expect((await run(project)).log).not.toContain('containerize');
});

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly reason: string;
}

async function edges(words: readonly string[], project: Pick<Workspace, 'path'>): Promise<Edge[]> {
  const { stdout, status } = await runCli(['lineage', ...words, '--format', 'json'], project);
  const drawn: { readonly edges: readonly Edge[] } = JSON.parse(stdout);
  expect(status).toBe(drawn.edges.some(({ state }) => state === 'broken') ? 1 : 0);
  return [...drawn.edges];
}

test('lineage finds the image by its digest and shows the edge to it', async () => {
  for (const word of [`sha256:${imageDigest}`, imageDigest.slice(0, 12)]) {
    const found = await edges([word], packed);
    expect(found.filter(({ state }) => state !== 'by digest')).toEqual([]);
    expect(found.map(({ to }) => to)).toContain(`image@${imageDigest}`);
    expect(found.filter(({ to }) => to.startsWith('image@'))).toHaveLength(1);
  }
});

test('any changed file of the artifact breaks one edge', async () => {
  const home = '.mlops/artifacts/mlops-tiny-containerize';
  const all = packed
    .tree(home)
    .filter((path) => !path.endsWith('.json') || path.includes('/image/') || path.includes('metadata'));
  expect(all.filter((path) => path.includes('/blobs/'))).toHaveLength(7);
  for (const path of all) {
    using twin = Workspace.twinOf(packed);
    const bytes = readFileSync(join(twin.path, home, path));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    twin.remove(`${home}/${path}`);
    writeFileSync(join(twin.path, home, path), bytes);
    const broken = (await edges([imageDigest], twin)).filter(({ state }) => state === 'broken');
    expect(broken, path).toHaveLength(1);
    if (path.includes('/blobs/'))
      expect(broken[0]?.reason).toContain(`found ${sha256(bytes).slice(0, 12)} in `);
  }
});

test('push brings image and ModelPack to a registry, and a second push only asks', async () => {
  await using registry = await Registry.start('basic');
  const name = `127.0.0.1:${registry.port}/acme/tiny`;
  const login = ['--registry-username', LOGIN.username, '--registry-password', LOGIN.password];
  const words = ['containerize', '--image', name, '--push', 'true', '--tags', 'v1', ...login];
  const first = await runCli(words, packed);
  expect(first.status, first.log).toBe(0);
  expect(first.log.replaceAll(/\s+/g, ' ')).toMatch(
    /Pushed 127\.0\.0\.1:\d+\/acme\/tiny@sha256:[0-9a-f]{64}, 127\.0\.0\.1:\d+\/acme\/tiny:v1: \d+ blobs sent/,
  );
  const credentials = `${LOGIN.username}:${LOGIN.password}`;
  const seen = skopeo('inspect', '--tls-verify=false', '--creds', credentials, `docker://${name}:v1`);
  expect(seen.Digest).toBe(outputOf(first.stdout, 'digest'));
  expect(seen.Labels['ml.mlops.model.name']).toBe('tiny');
  const again = await runCli(words, packed);
  expect(again.log).toMatch(/The registry has all \d+ blobs\./);
});

test.each([
  [['--image', 'tiny', '--push', 'true'], 'image = "tiny" (--image): names no registry to push to.'],
  [
    ['--image', 'ghcr.io/acme/tiny', '--push', 'true', '--registry-username', 'ada'],
    'registry-password: is missing. Give both, or neither of them.',
  ],
])('%j is a mistake before anything is packed', async (words, text) => {
  const wrong = await runCli(['containerize', ...words], packed);
  expect(wrong.log).toContain(text);
  expect(wrong.status).toBe(2);
});

test('explain says whether it would be packed again, and why; replay says that it packs nothing', async () => {
  using twin = Workspace.twinOf(packed);
  const same = await runCli(['explain', 'containerize'], twin);
  expect(same.status, same.log).toBe(0);
  expect(same.stdout).toMatch(/^containerize +would be skipped/m);
  twin.write({ 'lib/rows.py': 'ROWS = 5\n' });
  const other = await runCli(['explain', 'containerize'], twin);
  expect(other.stdout).toMatch(/^train +would be skipped/m);
  expect(other.stdout).toMatch(/^containerize +would run/m);
  expect(other.stdout).toContain('lib/rows.py changed');
  const before = twin.tree('.mlops').length;
  const again = await runCli(['replay', '.mlops/stage/containerize'], twin);
  expect(again.status, again.log).toBe(2);
  const training = sha256(twin.read('.mlops/stage/train/record.json')).slice(0, 12);
  expect(again.log).toContain(
    `record: is of an image, which replay does not pack again. Run mlops replay ${training} (train)`,
  );
  expect(twin.tree('.mlops')).toHaveLength(before);
});
