import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';

const answer = z.object({ Username: z.string(), Secret: z.string() });

type Said =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity'; readonly token: string };

/** Words of docker-credential-helpers for a registry it has nothing for (credentials/error.go). */
const NOT_FOUND = /credentials not found/i;

/**
 * Asks docker-credential-<name> for a login, by docker's protocol: the server on its standard input, JSON on its
 * output, which nobody else sees. Null: it has none. Any other failure is a mistake with its last words.
 */
export async function askHelper(
  name: string,
  server: string,
  { exec, files }: Pick<Host, 'exec' | 'files'>,
): Promise<Said | null> {
  const program = `docker-credential-${name}`;
  const failed = (what: string) =>
    new Mistake({ subject: program, what, remedy: `Run \`echo ${server} | ${program} get\` to see why.` });
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw failed('is no name of a program');
  // no pipe: one that answers without reading would fail by the broken pipe of what writes to it
  const { code, stdout, stderr } = await exec.script(`${program} get < <(printf '%s' "$MLOPS_SERVER")`, {
    cwd: files.root,
    env: { MLOPS_SERVER: server },
    onLine: () => {},
  });
  if (code === 127) throw failed('is named as credential helper and is not on PATH');
  if (code !== 0) {
    const words = `${stdout}\n${stderr}`.trim();
    if (NOT_FOUND.test(words)) return null;
    throw failed(`ended with status ${code}: ${words.slice(-300) || 'it said nothing'}`);
  }
  const said = answer.safeParse(jsonOrNull(stdout));
  if (!said.success) throw failed('did not answer with a name and a secret as JSON');
  const { Username: username, Secret: secret } = said.data;
  return username === '<token>'
    ? { kind: 'identity', token: secret }
    : { kind: 'password', username, password: secret };
}
