import type { Clock, Log, Web, WebAnswer } from '#kit/ports';
import type { Candidate } from '../target.ts';

/** What is checked before traffic goes to a revision, in this order. */
type CheckName = 'health' | 'version' | 'golden';

/** One check, and what was found, in words: of one that failed why the revision may not serve. */
export interface Check {
  readonly name: CheckName;
  readonly passed: boolean;
  readonly found: string;
}

/** What checking takes of the world. */
export interface World {
  readonly web: Web;
  readonly clock: Clock;
  readonly log: Pick<Log, 'progress' | 'info'>;
  pause(milliseconds: number): Promise<void>;
}

/** A request to a model that serves may last so long, and its answer be so long. */
const PATIENCE = { seconds: 10, bytes: 1024 * 1024 } as const;

/** The JSON that a path answers, or in words what is wrong with the answer. */
export async function askJson(
  { url }: Pick<Candidate, 'url'>,
  path: string,
  json: string | undefined,
  { web }: Pick<World, 'web'>,
): Promise<{ readonly value: unknown } | { readonly wrong: string }> {
  const method = json === undefined ? 'GET' : 'POST';
  const sent = json === undefined ? {} : { json };
  const answer = await web.ask({ method, url: addressOf(url, path), ...PATIENCE, ...sent });
  if ('none' in answer) return { wrong: `${path} ${answer.none}` };
  if (answer.status !== 200) return { wrong: `${path} ${said(answer)}` };
  const text = new TextDecoder().decode(answer.body);
  try {
    return { value: JSON.parse(text) };
  } catch {
    const number = /\b(NaN|-?Infinity)\b/.exec(text)?.[1];
    const why = number === undefined ? 'no JSON' : `${number}, which JSON has no word for`;
    return { wrong: `${path} answered ${why}: ${quoted(text)}` };
  }
}

/** `http://127.0.0.1:8080/models/` and `/healthz` give `http://127.0.0.1:8080/models/healthz` */
export function addressOf(url: string, path: string): string {
  return `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** `answered 503: "starting"`, `answered 302 to /login: a redirect is not followed` */
export function said({ status, location, body }: WebAnswer): string {
  if (status >= 300 && status < 400) {
    return `answered ${status}${location === null ? '' : ` to ${location}`}: a redirect is not followed`;
  }
  const text = new TextDecoder().decode(body).trim();
  return `answered ${status}${text === '' ? '' : `: ${quoted(text)}`}`;
}

const SHOWN = 120;

/** The beginning of foreign text in one line. */
function quoted(text: string): string {
  return JSON.stringify(cut(text.trim().replaceAll(/\s+/g, ' ')));
}

/** The beginning of a value as JSON. */
export function brief(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'nothing');
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
