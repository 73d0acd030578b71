import { createServer, type RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { Cancelled } from '#kit/outcome';
import type { WebRequest } from '#kit/ports';
import { web } from './web.ts';

/** What is answered by a server that behaves so. */
async function asked(
  behave: RequestListener,
  over: Partial<WebRequest> = {},
  signal = new AbortController().signal,
) {
  const server = createServer(behave);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const request = {
      method: 'GET',
      url: `http://127.0.0.1:${port}/x`,
      seconds: 5,
      bytes: 1024,
      ...over,
    } as const;
    return await web(signal).ask(request);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a body is posted as JSON, and the answer comes whole', async () => {
  const seen: string[] = [];
  const found = await asked(
    (request, response) => {
      seen.push(`${request.method} ${request.headers['content-type']}`);
      request.pipe(response.writeHead(201));
    },
    { method: 'POST', json: '{"a":1}' },
  );
  expect(seen).toEqual(['POST application/json']);
  expect('body' in found && [found.status, Buffer.from(found.body).toString()]).toEqual([201, '{"a":1}']);
});

test('a redirect is an answer, and says where to', async () => {
  const found = await asked((_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect(found).toMatchObject({ status: 302, location: 'http://127.0.0.1:1/' });
});

test.each<[string, RequestListener, Partial<WebRequest>, string]>([
  ['too long an answer', (_, response) => response.end('x'.repeat(1025)), {}, 'answered more than 1 KiB'],
  ['one that never comes', () => {}, { seconds: 0.05 }, 'did not answer within 0.05 s'],
  [
    'one that never ends',
    (_, response) => response.write('x'),
    { seconds: 0.05 },
    'did not answer within 0.05 s',
  ],
  ['a connection that is cut', (request) => request.socket.destroy(), {}, 'cut the connection'],
  [
    'one cut in the middle',
    (_, response) => response.write('x', () => response.destroy()),
    {},
    'cut the connection',
  ],
  ['no server', () => {}, { url: 'http://127.0.0.1:65533/' }, 'refused the connection'],
  ['no such name', () => {}, { url: 'http://flights.invalid/' }, 'has a name that'],
])('%s is told in words', async (_, behave, over, told) => {
  expect(await asked(behave, over)).toEqual({ none: expect.stringContaining(told) });
});

test('a run that is cancelled asks nothing more', async () => {
  await expect(asked(() => {}, {}, AbortSignal.abort())).rejects.toThrow(Cancelled);
});
