import { Mistake } from '#kit/outcome';
import type { BlobDigest } from '../descriptor.ts';

/** A place in a registry: `ghcr.io/acme/flights:1.2@sha256:…`. */
export interface Reference {
  /** `ghcr.io`, `127.0.0.1:5000`; `docker.io` where none is named */
  readonly registry: string;
  /** false: the text named no registry, and Docker Hub is what that means */
  readonly registryNamed: boolean;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: BlobDigest | null;
}

/** The grammar of distribution/reference (regexp.go), which docker, podman and skopeo share. */
const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Docker Hub is asked under another name than the one it is known by. */
const HUB = 'docker.io';
const HUB_HOST = 'registry-1.docker.io';

/**
 * Reads `host[:port]/repository[:tag][@sha256:…]` as docker does: without a host it is Docker Hub's, there without
 * a folder it is in `library/`. `subject` names the input in the mistake a text makes that is none.
 */
export function parseReference(text: string, subject = 'image'): Reference {
  const wrong = (what: string, remedy: string) => new Mistake({ subject, what, remedy, value: text });
  const example = 'Write it like ghcr.io/acme/flights.';
  if (text.includes('://'))
    throw wrong('begins with a scheme', `Leave out ${text.slice(0, text.indexOf('://') + 3)}`);
  const [named = '', digest, more] = text.split('@');
  if (more !== undefined || (digest !== undefined && !isDigest(digest)))
    throw wrong('has something other than sha256: and 64 hexadecimal digits behind @', 'Copy it whole.');
  const { domain, rest } = split(named);
  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? null : rest.slice(colon + 1);
  if (domain !== null && !DOMAIN.test(domain))
    throw wrong(`names a registry that cannot be: ${domain}`, example);
  if (tag !== null && !TAG.test(tag)) throw wrong(`has a tag that cannot be: ${tag}`, TAG_REMEDY);
  if (!PATH.test(path)) {
    const lower = path.toLowerCase();
    if (path !== lower && PATH.test(lower))
      throw wrong(
        'has capital letters, which no registry takes in a name',
        `Write ${text.replace(path, lower)}.`,
      );
    throw wrong('is no name of an image', example);
  }
  const registry = domain === null || domain === 'index.docker.io' ? HUB : domain;
  const repository = registry === HUB && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > 255) throw wrong('is longer than the 255 letters a name may have', 'Shorten it.');
  return { registry, registryNamed: domain !== null, repository, tag, digest: digest ?? null };
}

const TAG_REMEDY =
  'A tag has letters, digits, _ . and -, at most 128, and begins with a letter, a digit or _.';

/** What a tag has to be. */
export function demandTag(tag: string, subject = 'tags'): string {
  if (TAG.test(tag)) return tag;
  throw new Mistake({ subject, what: 'has a tag that cannot be', remedy: TAG_REMEDY, value: tag });
}

/** `sha256:` and 64 hexadecimal digits. */
export function isDigest(text: string): text is BlobDigest {
  return DIGEST.test(text);
}

/** The first name is a registry's when it looks like a host: a dot, a port, `localhost`, or capitals. */
function split(text: string): { readonly domain: string | null; readonly rest: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const host = /[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return slash > 0 && host ? { domain: first, rest: text.slice(slash + 1) } : { domain: null, rest: text };
}

/** As people write it, by digest where one is known. */
export function showReference({ registry, repository, tag, digest }: Reference): string {
  return `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

/**
 * Where a registry answers: `https://ghcr.io`. This machine's own (localhost, 127.…, [::1]) and those listed as
 * insecure are asked without TLS.
 */
export function originOf(registry: string, insecure: readonly string[] = []): string {
  const host = registry === HUB ? HUB_HOST : registry;
  const own = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
  return `${own || insecure.includes(registry) ? 'http' : 'https'}://${host}`;
}
