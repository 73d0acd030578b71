import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bomOf } from '#environment/bom';
import type { LockedPackage } from '#environment/locked';
import { specOf } from '#environment/spec';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import { pythonEnvironment } from '#harness/python';
import { Workspace } from '#harness/workspace';
import { URI } from '#record/vocabulary';

/** Readers that are not ours: in-toto's types, CycloneDX's schema, another RFC 8785. */
const READERS = [
  'cyclonedx-python-lib[json-validation]==11.12.0',
  'in-toto-attestation==0.9.3',
  'jsonschema==4.26.0',
  'packageurl-python==0.17.6',
  'protobuf==7.36.2',
  'rfc8785==0.1.4',
];

/** Two small packages of PyPI as uv locked them. */
const LOCK = `iniconfig==2.0.0 \\
    --hash=sha256:2d91e135bf72d31a410b17c16da610a82cb55f6b0477d1a902134b24a455b8b3 \\
    --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374
six==1.17.0 \\
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
`;

const home = mkdtempSync(join(tmpdir(), 'home-of-zaphod-'));
const person = { HOME: home, USER: 'zaphodb', LOGNAME: 'zaphodb', USERNAME: 'zaphodb' };
const secret = { API_TOKEN: 'tok-5f2d9c81e4b7' };
/** uv and its downloads, kept where other tests keep them: the home folder is a new one every time. */
const tools = {
  RUNNER_TOOL_CACHE: join(homedir(), '.cache/mlops'),
  UV_CACHE_DIR: process.env['UV_CACHE_DIR'] ?? join(homedir(), '.cache/uv'),
};

const CONFIG = `${changed('  params: { lr: 0.1 }', '  params: { lr: 0.1, note: "a note" }\n  env: [API_TOKEN]')}environment: { lock: requirements.txt }\n`;

/** A run, by the artifacts it published: path in the artifact -> bytes, by artifact. */
interface Published {
  readonly workspace: Workspace;
  readonly artifacts: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly commit: string;
  readonly began: number;
  readonly ended: number;
}

// biome-ignore lint/suspicious/noExplicitAny: records are read as a stranger would, by what is in them
type Json = any;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const isRecord = (path: string) => /(^|\/)(record|records\/[0-9a-f]{64})\.json$/.test(path);

let python = '';
let laptop: Published;
let runner: Published;

async function onLaptop(): Promise<Published> {
  const workspace = tinyProject({ 'mlops.yml': CONFIG, 'requirements.txt': LOCK });
  const began = Date.now();
  const ran = await runCli(['run'], workspace, { env: { ...person, ...secret, ...tools } });
  expect(ran.status, ran.log).toBe(0);
  const artifacts = new Map<string, Map<string, string>>();
  for (const path of workspace.tree('.mlops/artifacts')) {
    const [name = '', _run, ...rest] = path.split('/');
    const files = artifacts.get(name) ?? new Map<string, string>();
    artifacts.set(name, files.set(rest.join('/'), workspace.read(`.mlops/artifacts/${path}`)));
  }
  return { workspace, artifacts, commit: workspace.head() ?? '', began, ended: Date.now() };
}

/** The second attempt of a job, in a checkout with a change that is not committed. */
async function onRunner(): Promise<Published> {
  await using github = await FakeGitHub.start('org/tiny');
  const workspace = tinyProject({
    'mlops.yml': CONFIG.replace(/^environment:.*\n/m, ''),
    'notes.txt': 'committed',
  });
  workspace.write({ 'notes.txt': 'changed' });
  const began = Date.now();
  for (const action of ['train', 'evaluate']) {
    const ran = await runAction(action, workspace, github, { attempt: 2, env: { ...person, ...secret } });
    expect(ran.status, ran.log).toBe(0);
  }
  const ended = Date.now();
  const artifacts = new Map(
    github.artifacts.finished().map((artifact) => {
      const files = Object.entries(unzipSync(github.artifacts.bytes(artifact) ?? new Uint8Array()));
      return [artifact.name, new Map(files.map(([path, bytes]) => [path, strFromU8(bytes)]))];
    }),
  );
  return { workspace, artifacts, commit: workspace.head() ?? '', began, ended };
}

/** What one of the scripts in test/python says of some files: its JSON, by the names given here. */
function ask(script: string, files: ReadonlyMap<string, string>): Json {
  using folder = new Workspace();
  const names = [...files.keys()];
  folder.write(Object.fromEntries(names.map((name, index) => [`${index}.json`, files.get(name) ?? ''])));
  const paths = names.map((_, index) => join(folder.path, `${index}.json`));
  const answer = execFileSync(python, [join(import.meta.dirname, 'python', script), ...paths], {
    encoding: 'utf8',
  });
  const said = JSON.parse(answer);
  return Object.fromEntries(names.map((name, index) => [name, said[paths[index] ?? '']]));
}

function records({ artifacts }: Published): Map<string, string> {
  const all = [...artifacts].flatMap(([name, files]) =>
    [...files].filter(([path]) => isRecord(path)).map(([path, text]) => [`${name}/${path}`, text] as const),
  );
  return new Map(all);
}

/** The record of a stage: `data`, `train`, `score` or `evaluate`, from wherever it travelled. */
function recordOf(stage: string, run: Published): Json {
  for (const text of records(run).values()) {
    const record: Json = JSON.parse(text);
    const type =
      record.predicate.buildDefinition?.buildType ?? URI.buildType.train.replace('train', 'evaluate');
    if (type.endsWith(`/${stage}/v1`)) return record;
  }
  throw new Error(`no artifact holds a record of ${stage}`);
}

const STAGES = ['data', 'train', 'score', 'evaluate'];
const details = (record: Json) =>
  record.predicate.runDetails?.metadata ?? record.predicate.mlops_circumstances;
const sourceOf = (record: Json) =>
  record.predicate.mlops_circumstances?.source ??
  record.predicate.buildDefinition.resolvedDependencies.find((one: Json) => one.name === 'source');
const ancestorsOf = (record: Json): string[] => {
  const all = record.predicate.runDetails?.mlops_ancestors ?? record.predicate.mlops_circumstances?.ancestors;
  expect(all, 'the ancestors of a record').toBeInstanceOf(Array);
  return all.map(({ digest }: Json) => digest.sha256);
};

beforeAll(async () => {
  python = await pythonEnvironment('records', READERS);
  [laptop, runner] = await Promise.all([onLaptop(), onRunner()]);
});
afterAll(() => {
  laptop?.workspace[Symbol.dispose]();
  runner?.workspace[Symbol.dispose]();
  rmSync(home, { recursive: true, force: true });
});

const HOSTS = [
  ['on a laptop', () => laptop],
  ['on a runner', () => runner],
] as const;

describe.each(HOSTS)('the records of a run %s', (_host, run) => {
  test('are those of data, training, scoring and evaluation, each artifact with its own', () => {
    expect([...run().artifacts.keys()].sort()).toEqual([
      'mlops-tiny-data-rows',
      'mlops-tiny-evaluate',
      'mlops-tiny-train',
    ]);
    for (const files of run().artifacts.values()) expect([...files.keys()]).toContain('record.json');
    for (const stage of STAGES) expect(recordOf(stage, run())._type).toBe('https://in-toto.io/Statement/v1');
  });

  test("are read by in-toto's own types, and are canonical to another implementation", () => {
    const said = ask('records.py', records(run()));
    expect(said).toEqual(Object.fromEntries([...records(run()).keys()].map((name) => [name, []])));
  });

  test('name each other by the digest of their bytes', () => {
    for (const [path, text] of records(run())) {
      if (path.includes('/records/')) expect(path).toContain(`/records/${sha256(text)}.json`);
    }
  });

  test('lead from each to all that travel with it, and to no other', () => {
    for (const files of run().artifacts.values()) {
      const known = new Map(
        [...files].filter(([path]) => isRecord(path)).map(([, text]) => [sha256(text), text]),
      );
      const reached = new Set<string>();
      const waiting = [sha256(files.get('record.json') ?? '')];
      for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
        if (reached.has(digest)) continue;
        reached.add(digest);
        expect([...known.keys()]).toContain(digest);
        waiting.push(...ancestorsOf(JSON.parse(known.get(digest) ?? '')));
      }
      expect([...reached].sort()).toEqual([...known.keys()].sort());
    }
  });

  test('have subjects and byproducts that are files of the artifact, by their digests', () => {
    const { artifacts } = run();
    const held = (name: string, files: ReadonlyMap<string, string>) =>
      files.get(name) ??
      [...files].find(([path]) => path.startsWith(name === 'model' ? 'model/' : `${name}.`))?.[1];
    for (const artifact of ['mlops-tiny-train', 'mlops-tiny-evaluate']) {
      const files = artifacts.get(artifact) ?? new Map<string, string>();
      const { subject, predicate } = JSON.parse(files.get('record.json') ?? '');
      const named = [...subject, ...(predicate.runDetails?.byproducts ?? [])].filter(
        (one: Json) => artifact === 'mlops-tiny-train' || one.name !== 'model',
      );
      for (const { name, digest } of named) expect(sha256(held(name, files) ?? ''), name).toBe(digest.sha256);
    }
  });

  test('tell times of this run, in UTC', () => {
    const { began, ended } = run();
    for (const stage of STAGES) {
      const { startedOn, finishedOn } = details(recordOf(stage, run()));
      for (const time of [startedOn, finishedOn]) {
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
        expect(Date.parse(time)).toBeGreaterThanOrEqual(began);
        expect(Date.parse(time)).toBeLessThanOrEqual(ended);
      }
    }
    for (const text of records(run()).values())
      expect(text).not.toMatch(/T\d\d:\d\d(:\d\d)?(\.\d+)?[+-]\d\d:?\d\d/);
  });

  test('hold no absolute path, no home folder, no user name and no secret', () => {
    for (const [path, text] of records(run())) {
      for (const never of [run().workspace.path, tmpdir(), home, homedir(), person.USER, secret.API_TOKEN])
        expect(text.includes(`${never}`), `${path} holds ${never}`).toBe(false);
      // every string that begins as a path from the root, or has one inside
      expect(text, path).not.toMatch(/["'= :](\/|[A-Z]:\\\\|~\/)[\w.]/);
    }
  });

  test.each(STAGES)('%s: one shape, with the digest of what was declared', (stage) => {
    const { predicate } = recordOf(stage, run());
    if (stage === 'evaluate') {
      expect(predicate.mlops_project).toEqual({ model: 'tiny', name: null });
      expect(predicate.mlops_verdict).toBe('pass');
      return;
    }
    const { externalParameters, internalParameters } = predicate.buildDefinition;
    expect(Object.keys(externalParameters).sort()).toEqual([
      'env',
      'model',
      'name',
      'parameters',
      'section',
      'seed',
    ]);
    expect(Object.keys(internalParameters).sort()).toEqual([
      'apart',
      'code',
      'config',
      'data',
      'environment',
      'folder',
      'lock',
      'params',
      'semantics',
      'stageKey',
    ]);
    expect(internalParameters).toMatchObject({ folder: '', config: 'mlops.yml' });
    expect(externalParameters.model).toBe('tiny');
  });

  test('training is told whole: what was asked for, and where what it used lies in the project', () => {
    const { externalParameters, internalParameters } = recordOf('train', run()).predicate.buildDefinition;
    expect(externalParameters).toEqual({
      model: 'tiny',
      name: null,
      section: expect.objectContaining({
        run: 'bash train.sh',
        model: 'out/model.bin',
        metrics: 'out/metrics.json',
      }),
      parameters: { lr: 0.1, note: 'a note' },
      seed: 7,
      env: { API_TOKEN: sha256(secret.API_TOKEN) },
    });
    expect(internalParameters).toMatchObject({
      code: ['train.sh'],
      data: { rows: expect.stringMatching(/^data\/?$/) },
    });
  });
});

describe('a run on a laptop', () => {
  test('leaves every record in the ledger of this machine, by the digest of its bytes', () => {
    const { workspace } = laptop;
    const kept = workspace.tree('.mlops/records').filter((path) => path.endsWith('/record.json'));
    for (const path of kept)
      expect(path).toBe(`${sha256(workspace.read(`.mlops/records/${path}`))}/record.json`);
    const travelled = new Set([...records(laptop).values()].map(sha256));
    expect(kept.map((path) => path.split('/')[0]).sort()).toEqual([...travelled].sort());
  });

  test.each(STAGES)('%s names the commit, clean, and the run', (stage) => {
    const record = recordOf(stage, laptop);
    expect(sourceOf(record)).toMatchObject({
      digest: { gitCommit: laptop.commit },
      annotations: { dirty: false },
    });
    expect(details(record).invocationId ?? details(record).invocation).toMatch(/^[^/]+\/1$/);
  });

  test.each(['data', 'train', 'score'])('%s names the environment and the machine it ran on', (stage) => {
    const { predicate } = recordOf(stage, laptop);
    const pointer: Json = JSON.parse(laptop.workspace.read('.mlops/environment.json'));
    expect(predicate.buildDefinition.resolvedDependencies).toContainEqual({
      name: 'environment',
      digest: { sha256: pointer.digest },
    });
    expect(predicate.runDetails.mlops_host).toBe(pointer.hostDigest);
    expect(predicate.buildDefinition.internalParameters.lock).toBe('requirements.txt');
  });

  test('training has metrics, manifest and bill of materials as byproducts', () => {
    const { byproducts } = recordOf('train', laptop).predicate.runDetails;
    expect(byproducts.map(({ name }: Json) => name).sort()).toEqual([
      'environment.cdx.json',
      'environment.json',
      'metrics.json',
    ]);
  });

  test('the bill of materials that setup leaves lists what is installed, to the letter of the schema', () => {
    const pointer: Json = JSON.parse(laptop.workspace.read('.mlops/environment.json'));
    const said = ask('bom.py', new Map([['bom', pointer.bom]]));
    const list =
      'import importlib.metadata, json; print(json.dumps({d.name: d.version for d in importlib.metadata.distributions()}))';
    const installed = JSON.parse(execFileSync(pointer.python, ['-I', '-c', list], { encoding: 'utf8' }));
    expect(said.bom).toEqual({ problems: [], serial: 5, libraries: installed });
    expect(installed).toEqual({ iniconfig: '2.0.0', six: '1.17.0' });
  });

  test.each(['mlops-tiny-train', 'mlops-tiny-evaluate'])('%s carries that bill of materials', (name) => {
    const pointer: Json = JSON.parse(laptop.workspace.read('.mlops/environment.json'));
    expect(laptop.artifacts.get(name)?.get('environment.cdx.json')).toBe(pointer.bom);
  });
});

test.each(STAGES)('on a runner %s names the commit, dirty, the workflow run and its attempt', (stage) => {
  const record = recordOf(stage, runner);
  expect(sourceOf(record)).toEqual({
    name: 'source',
    uri: 'git+https://github.com/org/tiny',
    digest: { gitCommit: runner.commit },
    annotations: { dirty: true },
  });
  const invocation = details(record).invocationId ?? details(record).invocation;
  expect(invocation).toMatch(/\/org\/tiny\/actions\/runs\/1001\/attempts\/2$/);
});

test.each(STAGES)('without setup %s says that the machine is not known', (stage) => {
  const { runDetails, mlops_circumstances: circumstances } = recordOf(stage, runner).predicate;
  expect(runDetails === undefined ? circumstances.host : runDetails.mlops_host).toBe(null);
});

test('a bill of materials is valid whatever the lock held', () => {
  const some = (name: string, rest: Partial<LockedPackage>): LockedPackage => ({
    name,
    version: '1.0',
    hashes: [],
    source: null,
    marker: null,
    ...rest,
  });
  const digits = (count: number) => '0123456789abcdef'.repeat(8).slice(0, count);
  const packages = [
    some('accelerated', { version: '2.11.0+cu130', hashes: [`sha256:${digits(64)}`] }),
    some('commit', { source: 'git:0123456789' }),
    some('editable', { version: null, source: 'editable:.' }),
    some('epoch', { version: '1!2.0.post1', hashes: [`sha512:${digits(128)}`, `sha256:${digits(64)}`] }),
    some('odd', { hashes: [`blake2s:${digits(64)}`, `md5:${digits(32)}`, 'sha256:00'] }),
    some('open', { version: null }),
    some('wheel', { source: 'url', hashes: [`sha384:${digits(96)}`] }),
  ];
  const python = {
    python: { implementation: 'pypy', version: '3.11.7' },
    target: { os: 'darwin', arch: 'aarch64', libc: null },
  };
  const selection = { extras: ['ü'], groups: ['dev'] };
  const bom = bomOf({ schema: URI.environment, spec: specOf('pylock', selection, python, packages) });
  expect(ask('bom.py', new Map([['bom', bom]])).bom).toMatchObject({ problems: [], serial: 5 });
});

describe('the readers are strict', () => {
  test('a record that is changed in any of these ways is refused', () => {
    const text = laptop.artifacts.get('mlops-tiny-train')?.get('record.json') ?? '';
    const edit = (from: string | RegExp, to: string) => {
      expect(text).toMatch(from);
      return text.replace(from, to);
    };
    const changes: readonly (readonly [what: string, text: string, said: string])[] = [
      ['a blank', edit('"predicate":', '"predicate": '), 'it is not the canonical JSON of RFC 8785'],
      ['no line end', edit('\n', ''), 'it is not the canonical JSON of RFC 8785'],
      ['a name twice', edit('"predicateType":', '"predicateType":"x","predicateType":'), 'stands 2 times'],
      ['a field of no statement', edit('"predicateType":', '"other":1,"predicateType":'), 'named "other"'],
      ['a field of no predicate', edit('"byproducts":', '"byProduct":[],"byproducts":'), 'named "byProduct"'],
      ['an extension that is not ours', edit('"metadata":', '"my_field":1,"metadata":'), 'named "my_field"'],
      ['another kind of predicate', edit('provenance/v1"', 'provenance/v2"'), 'predicate type'],
      [
        'no digest',
        edit(/"digest":\{"sha256":"\w+"\},("name":"model"\}\])/, '$1'),
        'At least one digest required',
      ],
      ['no subject', edit(/"subject":\[.*\]/, '"subject":[]'), 'At least one subject required'],
      ['half a digest', edit(/"sha256":"\w/, '"sha256":"'), 'has the digest sha256:'],
      [
        'a time that is none',
        edit(/"startedOn":"[^"]+"/, '"startedOn":"yesterday"'),
        'Failed to parse timestamp',
      ],
      [
        'an end before the start',
        edit(/"finishedOn":"2/, '"finishedOn":"1'),
        'it does not end after it began',
      ],
      ['no builder', edit(/"builder":\{"id":"[^"]+"/, '"builder":{"id":""'), 'builder.id is no URI'],
    ];
    const said = ask('records.py', new Map(changes.map(([what, bytes]) => [what, bytes])));
    for (const [what, , sentence] of changes) expect(said[what].join(), what).toContain(sentence);
  });

  test('so is a bill of materials', () => {
    const { bom }: Json = JSON.parse(laptop.workspace.read('.mlops/environment.json'));
    const changes: readonly (readonly [what: string, text: string, said: string])[] = [
      ['a field of no schema', bom.replace('"purl":', '"purI":"x","purl":'), "'purI' was unexpected"],
      ['half a hash', bom.replace(/"content":"\w/, '"content":"'), 'does not match'],
      ['a type that is none', bom.replace('"type":"library"', '"type":"package"'), 'package'],
      ['a blank', bom.replace('"version":', '"version": '), 'it is not the canonical JSON of RFC 8785'],
      [
        'a purl that is none',
        bom.replace('"purl":"pkg:pypi/six', '"purl":"pkg:pypi/S_ix'),
        'purl pkg:pypi/S_ix',
      ],
    ];
    const said = ask('bom.py', new Map(changes.map(([what, text]) => [what, text])));
    for (const [what, , sentence] of changes) expect(said[what].problems.join(), what).toContain(sentence);
  });
});

describe('what a record must not hold', () => {
  test('the value of a secret variable among the parameters is a mistake that names both', async () => {
    using workspace = tinyProject({
      'mlops.yml': changed('lr: 0.1', `db: { password: ${secret.API_TOKEN} }`),
    });
    const ran = await runCli(['train'], workspace, { env: { ...person, ...secret } });
    expect(ran.status, ran.log).toBe(2);
    expect(ran.log).toContain('parameters.db.password');
    expect(ran.log).toContain('API_TOKEN');
    expect(ran.log).not.toContain(secret.API_TOKEN);
  });

  test('paths of this machine among the parameters are written relative to checkout and home folder', async () => {
    using workspace = tinyProject();
    const params = `cache: "${home}/cache", here: "${workspace.path}/raw.txt"`;
    workspace.write({ 'mlops.yml': changed('lr: 0.1', params) });
    const ran = await runCli(['train'], workspace, { env: { ...person, ...secret } });
    expect(ran.status, ran.log).toBe(0);
    const folder = workspace.tree('.mlops/artifacts').find((path) => /-train\/.*\/record\.json$/.test(path));
    const record: Json = JSON.parse(workspace.read(`.mlops/artifacts/${folder}`));
    expect(record.predicate.buildDefinition.externalParameters.parameters).toEqual({
      cache: '<home>/cache',
      here: '<workspace>/raw.txt',
    });
  });
});
