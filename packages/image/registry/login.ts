import { join } from 'node:path';
import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { askHelper } from './credentialhelper.ts';

/** How to log in at a registry, and where that was found. */
export type Login = {
  /** the file or input it comes from, for messages */
  readonly from: string;
} & (
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** an OAuth2 refresh token, from `docker login` with a browser or a credential helper */
  | { readonly kind: 'identity'; readonly token: string }
  /** a token the registry takes as it is */
  | { readonly kind: 'token'; readonly token: string }
);

/** What a user said in so many words; wins over every file. */
export interface Given {
  readonly username: string;
  readonly password: string;
}

type Ports = Pick<Host, 'files' | 'env' | 'exec' | 'kind'>;

const entry = z.object({
  auth: z.optional(z.string()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  identitytoken: z.optional(z.string()),
  registrytoken: z.optional(z.string()),
});
const config = z.object({
  auths: z.optional(z.record(z.string(), entry)),
  credHelpers: z.optional(z.record(z.string(), z.string())),
  credsStore: z.optional(z.string()),
});
type Config = z.infer<typeof config>;

/**
 * The login for a repository, the first of: what was given; REGISTRY_AUTH_FILE alone where it is set; else the file
 * `docker login` writes, then the two of `podman login`; on GitHub, for ghcr.io, the job's token. Null: none.
 */
export async function findLogin(
  registry: string,
  repository: string,
  given: Given | null,
  host: Ports,
): Promise<Login | null> {
  if (given !== null) return { kind: 'password', from: 'the inputs', ...given };
  for (const path of await loginFiles(host)) {
    const found = await inFile(path, registry, repository, host);
    if (found !== null) return found;
  }
  return jobLogin(registry, host);
}

/** The files that are looked into, in that order. */
async function loginFiles({ env, files }: Ports): Promise<string[]> {
  const said = env['REGISTRY_AUTH_FILE'];
  if (said) {
    if ((await files.exists(said)) === 'file') return [said];
    const remedy = 'Unset it, or let it name the file that podman login wrote.';
    throw new Mistake({ subject: 'REGISTRY_AUTH_FILE', what: 'names no file', remedy, value: said });
  }
  const home = env['HOME'] || env['USERPROFILE'] || '';
  const docker = env['DOCKER_CONFIG'] || (home && join(home, '.docker'));
  const runtime = env['XDG_RUNTIME_DIR'];
  const configured = env['XDG_CONFIG_HOME'] || (home && join(home, '.config'));
  const paths = [
    docker && join(docker, 'config.json'),
    runtime && join(runtime, 'containers/auth.json'),
    configured && join(configured, 'containers/auth.json'),
  ];
  const there: string[] = [];
  for (const path of paths) if (path && (await files.exists(path)) === 'file') there.push(path);
  return there;
}

async function inFile(
  path: string,
  registry: string,
  repository: string,
  host: Ports,
): Promise<Login | null> {
  const { auths = {}, credHelpers = {}, credsStore } = await readConfig(path, host);
  const helper = credHelpers[registry] ?? credsStore;
  const server = registry === 'docker.io' ? HUB_KEY : registry;
  if (helper) {
    const said = await askHelper(helper, server, host);
    if (said !== null) return { ...said, from: `docker-credential-${helper} (${path})` };
  }
  const key = keysOf(registry, repository).find((one) => Object.hasOwn(auths, one));
  return key === undefined ? null : entryLogin(auths[key] ?? {}, path);
}

async function readConfig(path: string, { files }: Ports): Promise<Config> {
  try {
    return config.parse(JSON.parse(await files.text(path)));
  } catch (cause) {
    if (cause instanceof Mistake) throw cause;
    const remedy = 'Log in again (docker login or podman login writes it), or remove the file.';
    // what is in it is nobody's to see
    throw new Mistake({ subject: path, what: 'is no file of registry logins', remedy });
  }
}

const HUB_KEY = 'https://index.docker.io/v1/';

/** The names an entry may have: of the repository and the folders above it (podman), the host, old spellings (docker). */
function keysOf(registry: string, repository: string): string[] {
  const names = repository.split('/');
  const paths = names.map((_, index) => `${registry}/${names.slice(0, names.length - index).join('/')}`);
  const old = registry === 'docker.io' ? [HUB_KEY, 'index.docker.io'] : [];
  const hosts = [registry, ...old];
  const spelled = hosts.flatMap((host) =>
    ['https://', 'http://'].flatMap((scheme) => spellings(scheme + host)),
  );
  return [...paths, ...hosts, ...spelled];
}

function spellings(address: string): string[] {
  return [address, `${address}/`, `${address}/v1/`, `${address}/v2/`];
}

function entryLogin(found: z.infer<typeof entry>, from: string): Login | null {
  const { auth, identitytoken, registrytoken } = found;
  if (registrytoken) return { kind: 'token', token: registrytoken, from };
  if (identitytoken) return { kind: 'identity', token: identitytoken, from };
  const decoded = Buffer.from(auth ?? '', 'base64')
    .toString()
    .replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  const username = found.username || decoded.slice(0, Math.max(colon, 0));
  const password = found.password || (colon < 0 ? '' : decoded.slice(colon + 1));
  return username && password ? { kind: 'password', username, password, from } : null;
}

/** GitHub's own registry knows the job's token. */
function jobLogin(registry: string, { kind, env }: Ports): Login | null {
  const password = env['INPUT_GITHUB-TOKEN'] || env['GITHUB_TOKEN'];
  if (kind !== 'github' || registry !== 'ghcr.io' || !password) return null;
  return { kind: 'password', username: env['GITHUB_ACTOR'] || 'github', password, from: 'github-token' };
}
