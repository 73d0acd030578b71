import { expect, test } from 'vitest';
import { Fault, Mistake } from '#kit/outcome';
import { failure } from './failure.ts';

function of(stderr: string, signal: string | null = null): Mistake | Fault {
  return failure({ code: signal === null ? 1 : null, signal, stdout: '', stderr, seconds: 1 }, 'uv.lock');
}

// The words are those of uv 0.13.9.
const STALE =
  'Resolved 7 packages in 132ms\nerror: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n\nhint: To update the lockfile, run `uv lock`.\n';
const HASH = `Resolved 1 package in 28ms
error: Failed to download \`six==1.17.0\`
  cause: Hash mismatch for \`six==1.17.0\`

         Expected:
           sha256:0000
           sha256:1111

         Computed:
           sha256:4721
`;
const OFFLINE = `error: Failed to fetch: http://user:secret@127.0.0.1:9/simple/six/
  cause: error sending request for url (http://127.0.0.1:9/simple/six/)
  cause: tcp connect error
`;
const UNSOLVED = `Using Python 3.11.7 environment at: v
error: No solution found when resolving dependencies
  cause: Because there is no version of six==99.0.0 and you require six==99.0.0, we can conclude that your requirements are unsatisfiable.
`;
const GROUP = "error: Group `nope` is not defined in the project's `dependency-groups` table\n";

test.each([
  ['a stale lock', STALE, Mistake, ['uv.lock: is stale', 'Run `uv lock`']],
  [
    'a wrong hash',
    HASH,
    Mistake,
    ['hash for six==1.17.0', 'expected sha256:0000, sha256:1111, found sha256:4721'],
  ],
  ['no network', OFFLINE, Fault, ['could not be reached', 'tcp connect error']],
  ['a version that is not there', UNSOLVED, Mistake, ['no version of six==99.0.0']],
  ['an unknown group', GROUP, Mistake, ['Group `nope` is not defined']],
  ['silence', '', Mistake, ['it gave no reason']],
])('%s', (_, stderr, kind, parts) => {
  const error = of(stderr);
  expect(error).toBeInstanceOf(kind);
  for (const part of parts) expect(error.message).toContain(part);
});

test('a login in an address is not repeated', () => {
  expect(of(OFFLINE).message).not.toContain('secret');
});

test('a signal is a fault that names it', () => {
  expect(of('', 'SIGKILL').message).toBe('uv was ended by SIGKILL');
});
