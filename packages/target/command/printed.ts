import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import type { Ended } from '#kit/ports';

const printed = z.looseObject({
  url: z.nullish(z.string()),
  revision: z.nullish(z.string().check(z.minLength(1))),
  traffic: z.nullish(z.record(z.string(), z.number())),
});

/** What a user's script printed as its last line. */
export interface Printed {
  /** it says where requests go, or with null that nothing serves */
  readonly tells: boolean;
  readonly url: string | null;
  /** what its platform calls the revision; null: it does not say */
  readonly revision: string | null;
  readonly traffic: Readonly<Record<string, number>> | null;
  /** the whole object, handed back to the script as part of MLOPS_PREVIOUS */
  readonly said: Readonly<Record<string, unknown>>;
}

/** The JSON object on the last line of stdout; or in a sentence what is wrong with it, or how the script ended. */
export function printedBy(ended: Ended, needsUrl: boolean): Printed | { readonly flaw: string } {
  if (ended.code !== 0) return { flaw: `the script ended with ${endOf(ended)}` };
  const line = ended.stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (line === '')
    return { flaw: 'the script printed nothing: its last line has to be a JSON object with url' };
  const value = jsonOrNull(line);
  if (value === null)
    return { flaw: `the script’s last line is no JSON object: ${JSON.stringify(cut(line))}` };
  const read = printed.safeParse(value);
  if (!read.success) {
    const { path, message } = read.error.issues[0] ?? { path: [], message: 'is not what it has to be' };
    return {
      flaw: `the script printed ${path.map(String).join('.') || 'JSON'} that does not fit (${message}): ${cut(line)}`,
    };
  }
  const { url = null, revision = null, traffic = null } = read.data;
  if (needsUrl && url === null) return { flaw: `the script printed no url: ${cut(line)}` };
  if (url !== null && !isAddress(url))
    return { flaw: `the script printed a url that is no http(s) address: ${cut(url)}` };
  if (traffic !== null && !isWhole(traffic))
    return {
      flaw: `the script printed traffic that is not 100 percent together: ${JSON.stringify(traffic)}`,
    };
  return { tells: 'url' in read.data, url, revision, traffic, said: read.data };
}

function endOf({ code, signal, stderr, stdout }: Ended): string {
  const last = `${stdout.trim()}\n${stderr.trim()}`.trim().split('\n').at(-1)?.trim() ?? '';
  const how = signal === null ? `status ${code}` : signal;
  return last === '' ? `${how} and printed nothing` : `${how}; its last line: ${cut(last)}`;
}

function isAddress(url: string): boolean {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return protocol === 'http:' || protocol === 'https:';
}

function isWhole(traffic: Readonly<Record<string, number>>): boolean {
  const shares = Object.values(traffic);
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.every((share) => share >= 0) && (shares.length === 0 || Math.abs(sum - 100) < 0.01);
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
