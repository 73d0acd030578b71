import * as z from 'zod/mini';

/** Where a package index is, apart from the login that its address may carry. */
export interface PackageIndex {
  /** ends with `/` */
  readonly url: string;
  /** value of the Authorization header */
  readonly authorization: string | null;
  /** what must never be printed */
  readonly secret: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The index uv or pip would use: `UV_DEFAULT_INDEX`, `UV_INDEX_URL`, `PIP_INDEX_URL`, else PyPI. */
export function packageIndex(env: Environment): PackageIndex {
  const said = env.UV_DEFAULT_INDEX || env.UV_INDEX_URL || env.PIP_INDEX_URL || 'https://pypi.org/simple';
  const url = new URL(said.replace(/^[\w-]+=(?=https?:)/, '')); // uv allows `name=https://…`
  const user = decodeURIComponent(url.username);
  const secret = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const login = Buffer.from(`${user}:${secret}`).toString('base64');
  return {
    url: url.href.endsWith('/') ? url.href : `${url.href}/`,
    authorization: user === '' && secret === '' ? null : `Basic ${login}`,
    secret: secret === '' ? null : secret,
  };
}

/** PEP 691: JSON is preferred, HTML (PEP 503) is what every index has. */
export const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

const page = z.object({ files: z.array(z.object({ filename: z.string(), url: z.string() })) });

/** Address of one file on an index page in either form, null when the page does not name it. */
export function addressOf(file: string, body: string, contentType: string, pageUrl: string): string | null {
  const found = contentType.includes('json') ? inJson(file, body) : inHtml(file, body);
  return found === null ? null : new URL(found, pageUrl).href;
}

function inJson(file: string, body: string): string | null {
  const { files } = page.parse(JSON.parse(body));
  return files.find(({ filename }) => filename === file)?.url ?? null;
}

function inHtml(file: string, body: string): string | null {
  const links = body.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi);
  for (const [, link = ''] of links) {
    const address = link.replaceAll('&amp;', '&');
    const path = address.replace(/[?#].*$/, '');
    if (decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)) === file) return address;
  }
  return null;
}
