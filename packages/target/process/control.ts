import { get } from 'node:http';
import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { HOST } from './front/backend.ts';
import type { Account } from './front/service.ts';
import type { Front } from './state.ts';

const ANSWER_MS = 2_000;
const account = z.object({
  environment: z.string(),
  version: z.int(),
  flights: z.record(z.string(), z.number()),
});

/** What the front that holds the port says of itself, after it has looked at the state; null: no answer, or not ours. */
export function accountOf({ port, token }: Pick<Front, 'port' | 'token'>): Promise<Account | null> {
  return new Promise((resolve) => {
    // an agent of its own: no proxy that the environment names
    const options = { host: HOST, port, path: `/.mlops/${token}`, agent: false, timeout: ANSWER_MS };
    const asked = get(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () =>
        resolve(account.safeParse(jsonOrNull(Buffer.concat(chunks).toString('utf8'))).data ?? null),
      );
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.on('close', () => resolve(null));
  });
}
