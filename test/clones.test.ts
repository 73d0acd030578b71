import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import { GIT_ALONE, Workspace } from '#harness/workspace';
import { contentDigest, readStatement } from '#record/statement';

/** Names in which byte order, code point order and dictionary order differ, and data whose order must not count. */
const FILES = {
  'mlops.yml': changed('cp raw.txt data/rows.txt', 'bash rows.sh').replace(
    'code: [raw.txt]',
    'code: ["*.sh"]',
  ),
  'rows.sh': 'for n in B a ä Z 😀 é z; do echo "$n" > "data/$n.txt"; done\n',
  'Übung.sh': 'true\n',
  'é.sh': 'true\n',
};

interface Person {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly umask: string;
}

const ONE: Person = {
  folder: 'one',
  env: { HOME: '/home/one', USER: 'one', LOGNAME: 'one', LANG: 'C', LC_ALL: 'C', TZ: 'Asia/Kolkata' },
  umask: '022',
};
const OTHER: Person = {
  folder: 'a much/deeper/Ünder/folder of another',
  env: {
    ...{ HOME: '/home/other', USER: 'other', LOGNAME: 'other', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ...{ TZ: 'America/St_Johns', UV_THREADPOOL_SIZE: '1', MLOPS_DEBUG: '1' },
  },
  umask: '077',
};

/** A clone as a person has it: elsewhere, with other modes, at another time. */
function cloned(origin: Workspace, home: Workspace, { folder, umask }: Person): { path: string } {
  const path = join(home.path, folder);
  mkdirSync(join(path, '..'), { recursive: true });
  const script = `umask ${umask}; git clone -q "$1" "$2"`;
  execFileSync('bash', ['-c', script, '-', origin.path, path], { env: { ...process.env, ...GIT_ALONE } });
  return { path };
}

/** Stage keys, and the content digest of the newest record of each artifact. */
async function told(clone: { path: string }, person: Person): Promise<Record<string, string>> {
  const ran = await runCli(['run'], clone, { env: person.env });
  expect(ran.status, ran.log).toBe(0);
  const find =
    'find .mlops/artifacts .mlops/cache -name record.json -not -path "*/records/*" | LC_ALL=C sort';
  const paths = execFileSync('bash', ['-c', find], { cwd: clone.path, encoding: 'utf8' }).trim().split('\n');
  const newest = new Map(
    paths.map((path) => [/(artifacts\/[^/]+|cache\/[^/]+)/.exec(path)?.[0] ?? path, path]),
  );
  const digests = [...newest].map(([name, path]) => {
    const bytes = execFileSync('cat', [path], { cwd: clone.path, encoding: 'utf8' });
    return [name, contentDigest(readStatement(bytes))];
  });
  return Object.fromEntries(digests);
}

test('two clones, of two people at two places, give the same stage keys and content digests', async () => {
  using origin = tinyProject(FILES);
  using home = new Workspace();
  const [one, other] = [cloned(origin, home, ONE), cloned(origin, home, OTHER)];
  execFileSync('git', ['remote', 'remove', 'origin'], { cwd: one.path });
  const [first, second] = [await told(one, ONE), await told(other, OTHER)];
  // data, train and score by their keys; data, train and evaluate by their artifacts
  expect(Object.keys(first)).toHaveLength(6);
  expect(second).toEqual(first);
});

test('so do their next evaluations, each against a baseline of its own', async () => {
  using origin = tinyProject(FILES);
  using home = new Workspace();
  const clones = [cloned(origin, home, ONE), cloned(origin, home, OTHER)];
  const people = [ONE, OTHER];
  const all: Record<string, string>[] = [];
  for (const [index, clone] of clones.entries()) {
    const person = people[index] ?? ONE;
    await told(clone, person);
    const edit = `sed -i "s/lr: 0.1/lr: 0.2/" mlops.yml && sed -i "s/0.35/0.45/" predictions.csv &&
      git -c user.name=T -c user.email=t@example.invalid commit -q -a -m second --date=2026-01-01T00:00:00Z`;
    execFileSync('bash', ['-c', edit], {
      cwd: clone.path,
      env: { ...process.env, ...GIT_ALONE, GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' },
    });
    all.push(await told(clone, person));
  }
  expect(Object.keys(all[0] ?? {}).length).toBeGreaterThan(6);
  expect(all[1]).toEqual(all[0]);
});
