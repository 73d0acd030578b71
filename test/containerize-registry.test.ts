import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import { LOGIN, Registry } from '#harness/registry';
import { type Rule, TroubledProxy } from '#harness/troubled-proxy';
import { Workspace } from '#harness/workspace';

/** What `containerize` says and does when the registry does not do its part; the image lies there already. */

const GATES = 'gates: ["roc_auc >= 0.7"]\n';
let packed: Workspace;

beforeAll(async () => {
  packed = tinyProject({
    'mlops.yml': changed(GATES, `${GATES}containerize: {}\n`),
    'train.sh': 'mkdir -p out\nhead -c 3000000 /dev/zero > "$MLOPS_MODEL"\necho "{}" > "$MLOPS_METRICS"\n',
    '.gitignore': 'data/\nout/\n.mlops/\n',
  });
  const ran = await runCli(['run', 'containerize'], packed);
  expect(ran.status, ran.log).toBe(0);
}, 60_000);
afterAll(() => packed?.[Symbol.dispose]());

/** Pushes to a registry behind what makes trouble. */
async function pushing(...rules: readonly Rule[]) {
  const registry = await Registry.start();
  const proxy = await TroubledProxy.before(registry, ...rules);
  const project = Workspace.twinOf(packed);
  const words = ['containerize', '--image', `${proxy.host}/acme/tiny`, '--push', 'true', '--tags', 'v1'];
  const ran = await runCli(words, project);
  const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
  return {
    ...ran,
    /** in one line each */
    said: ran.log.replaceAll(/\s+/g, ' '),
    /** status of the answer for the tag */
    tagged: async () =>
      (await fetch(`http://${registry.host}/v2/acme/tiny/manifests/v1`, { headers })).status,
    async [Symbol.asyncDispose]() {
      project[Symbol.dispose]();
      await proxy[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

const uploads = (method: string, path: string) => method !== 'GET' && path.includes('/blobs/uploads/');

test('a registry that fails three times is waited for, and has the image', async () => {
  await using ran = await pushing({
    on: (method, path) => method === 'PUT' && path.includes('/manifests/sha256:'),
    times: 3,
    trouble: { status: 500 },
  });
  expect(ran.status, ran.log).toBe(0);
  for (const number of [2, 3, 4])
    expect(ran.said).toMatch(
      new RegExp(
        `the registry answered 500 to PUT of the manifest sha256:[0-9a-f]{64}; try ${number} of 5 in `,
      ),
    );
  expect(ran.said).toMatch(/Pushed 127\.0\.0\.1:\d+\/acme\/tiny@sha256:[0-9a-f]{64}/);
  expect(await ran.tagged()).toBe(200);
});

test('a connection that is cut in the middle of a blob is opened again, and the registry has the image', async () => {
  await using ran = await pushing({
    on: (method, path) => method === 'PUT' && uploads(method, path),
    // blobs go several at once; the one of 3 MB is among the first three
    times: 3,
    trouble: { cutAfter: 1_000_000, of: 'request' },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(await ran.tagged()).toBe(200);
  expect(ran.said).toMatch(
    /the connection broke during the PUT of the blob sha256:[0-9a-f]{64} \(.*\); try 2 of 5/,
  );
});

test('one that is cut every time is a fault; no tag names what is not whole', async () => {
  await using ran = await pushing({
    on: uploads,
    times: 99,
    trouble: { cutAfter: 1_000_000, of: 'request' },
  });
  expect(ran.status, ran.log).toBe(3);
  expect(ran.said).toMatch(
    /127\.0\.0\.1:\d+: the connection broke during the PUT of the blob sha256:[0-9a-f]{64} \(.*\), 5 times in a row\. Run this again: what has arrived whole is not sent twice\./,
  );
  expect(await ran.tagged()).toBe(404);
});

test('a registry that takes no records keeps the image, and a warning says what that means', async () => {
  const puts = (method: string, path: string) => method === 'PUT' && path.includes('/manifests/');
  // image, ModelPack and tag have passed by then
  await using ran = await pushing({ on: puts, after: 3, trouble: { status: 405 } });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.said).toMatch(
    /The registry takes no records with the image: the registry of 127\.0\.0\.1:\d+ answered 405 to PUT of the manifest sha256:[0-9a-f]{64}\. A deployment has to find them elsewhere: in this run, or where it runs\./,
  );
  expect(await ran.tagged()).toBe(200);
});

test('a wrong password is a mistake that says whose login from where', async () => {
  await using registry = await Registry.start('basic');
  using project = Workspace.twinOf(packed);
  const login = ['--registry-username', LOGIN.username, '--registry-password', 'wrong'];
  const words = ['containerize', '--image', `${registry.host}/acme/tiny`, '--push', 'true', ...login];
  const ran = await runCli(words, project);
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toMatch(
    new RegExp(
      `${registry.host}: does not accept the login of ${LOGIN.username} from .*Check the password or token; it may have run out\\.`,
    ),
  );
});
