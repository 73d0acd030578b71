import { Cancelled } from '#kit/outcome';
import type { Web, WebAnswer, WebRequest } from '#kit/ports';

/** HTTP from this machine, each request once, no redirect followed. */
export function web(cancelled: AbortSignal): Web {
  return {
    async ask(request) {
      const patience = AbortSignal.timeout(Math.ceil(request.seconds * 1000));
      try {
        return await answered(request, AbortSignal.any([cancelled, patience]));
      } catch (error) {
        if (cancelled.aborted) throw new Cancelled('a request was cancelled', { cause: error });
        if (patience.aborted) return { none: `did not answer within ${request.seconds} s` };
        return { none: inWords(error) };
      }
    },
  };
}

async function answered(
  { method, url, json, bytes }: WebRequest,
  signal: AbortSignal,
): Promise<WebAnswer | { readonly none: string }> {
  const sent = json === undefined ? {} : { body: json, headers: { 'content-type': 'application/json' } };
  const response = await fetch(url, { method, redirect: 'manual', signal, ...sent });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > bytes) return { none: `answered more than ${bytes / 1024} KiB` };
    chunks.push(chunk);
  }
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: Buffer.concat(chunks),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'cut the connection',
  UND_ERR_SOCKET: 'cut the connection',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that could not be looked up',
};

/** fetch hides what happened behind `fetch failed`. */
function inWords(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const words = 'code' in at && typeof at.code === 'string' ? WORDS[at.code] : undefined;
    if (words !== undefined) return words;
    if (at.cause === undefined) return `could not be asked (${at.message})`;
  }
  return 'could not be asked';
}
