import { Fault, Mistake } from '#kit/outcome';
import type { Login } from './login.ts';
import { WAITED_FOR } from './patience.ts';
import { BAD_PORT, Cut, isPassing, Refusal } from './trouble.ts';

/** What was being done when it went wrong. */
export interface Task {
  readonly doing: 'push' | 'pull';
  readonly registry: string;
  readonly repository: string;
  /** of the image, for a pull */
  readonly digest: string | null;
  readonly login: Login | null;
  /** the login itself is what the registry sees, not a token for it */
  readonly basic: boolean;
  readonly tries: number;
}

/** What a person has to know of an error between us and a registry; any other error is handed on as it is. */
export function explained(error: unknown, task: Task): unknown {
  if (error instanceof Cut) return explainedCut(error, task);
  if (error instanceof Refusal) return explainedRefusal(error, task);
  return error;
}

function explainedCut(error: Cut, { registry, tries }: Task): Error {
  const mistake = (what: string, remedy: string) =>
    new Mistake({ subject: registry, what, remedy }, { cause: error });
  const { code } = error;
  if (code === 'ENOTFOUND')
    return mistake('is a host that nobody knows', 'Check how the registry is spelled, and the network.');
  if (code === BAD_PORT)
    return mistake('is on a port that HTTP clients do not speak to', 'Let it listen on another port.');
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)/.test(code))
    return mistake('does not speak TLS', 'Put TLS in front of it; without it only localhost is spoken to.');
  if (!isPassing(error))
    return mistake(
      `shows a certificate that is not trusted here (${code})`,
      'Let NODE_EXTRA_CA_CERTS name the file of the authority that signed it.',
    );
  if (code === 'ECONNREFUSED')
    return new Fault(
      `${registry} cannot be reached: it refused the connection ${tries} times. Check its name and port, and that it runs.`,
      { cause: error },
    );
  const what = `${registry}: ${error.message}, ${tries} times in a row`;
  return new Fault(`${what}. Run this again: what has arrived whole is not sent twice.`, { cause: error });
}

function explainedRefusal(error: Refusal, task: Task): Error {
  const { registry, tries } = task;
  const own = error.of !== 'storage';
  if (own && (error.status === 401 || error.status === 403)) return denied(error, task);
  const unknown =
    error.codes.length === 0 || error.codes.some((code) => /^(NAME|MANIFEST|BLOB)_UNKNOWN$/.test(code));
  if (error.of === 'registry' && error.status === 404 && unknown) return absent(error, task);
  const said = `the ${error.of} of ${registry} ${error.message}`;
  if (error.wait !== null && error.wait > WAITED_FOR)
    return new Fault(
      `${said} and asks to wait ${Math.ceil(error.wait / 60_000)} min. Run this again after that.`,
      { cause: error },
    );
  if (isPassing(error))
    return new Fault(`${said}, ${tries} times in a row. Run this again when it is well.`, { cause: error });
  return new Fault(said.replace(/([^.])$/, '$1.'), { cause: error });
}

function denied(error: Refusal, task: Task): Mistake {
  const { registry, repository, doing, login, basic } = task;
  const verb = doing === 'push' ? 'push to' : 'pull from';
  const place = `${registry}/${repository}`;
  const words = error.words === '' ? '' : ` (${error.words})`;
  const mistake = (what: string, remedy: string) =>
    new Mistake({ subject: registry, what: `${what}${words}`, remedy }, { cause: error });
  if (login === null)
    return mistake(
      `wants a login to ${verb} ${repository}, and none was found`,
      loginRemedy(registry, doing),
    );
  const who = login.kind === 'password' ? `the login of ${login.username}` : 'the login';
  // a 403, and a 401 to a token that was given out for this login, are about a right
  const refused = error.status === 401 && (basic || error.of === 'token server');
  if (refused)
    return mistake(
      `does not accept ${who} from ${login.from}`,
      'Check the password or token; it may have run out.',
    );
  return mistake(
    `does not let ${who} from ${login.from} ${verb} ${repository}`,
    rightRemedy(place, registry, doing),
  );
}

function loginRemedy(registry: string, doing: Task['doing']): string {
  const own = `Log in before this step: docker login ${registry}, on GitHub docker/login-action`;
  if (registry !== 'ghcr.io') return `${own}.`;
  return `${own}. Or give github-token and the job permissions: { packages: ${doing === 'push' ? 'write' : 'read'} }.`;
}

function rightRemedy(place: string, registry: string, doing: Task['doing']): string {
  if (registry === 'ghcr.io')
    return `Give the job permissions: { packages: ${doing === 'push' ? 'write' : 'read'} }, and this repository access to the package (its settings, Manage Actions access).`;
  return `Ask the owner of ${place} for that right, or log in as somebody who has it.`;
}

function absent(error: Refusal, { registry, repository, doing, digest }: Task): Mistake {
  const mistake = (what: string, remedy: string) =>
    new Mistake({ subject: registry, what, remedy }, { cause: error });
  if (doing === 'push')
    return mistake(
      `has no repository ${repository}`,
      'Create it there; not every registry makes one by itself.',
    );
  return mistake(
    `has no ${repository}${digest === null ? '' : `@${digest}`}`,
    'Check name and digest. A registry may have cleaned it away; push it again.',
  );
}
