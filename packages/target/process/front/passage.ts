import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import type { Backend } from './backend.ts';

/** RFC 9110, 7.6.1: of this connection only. `transfer-encoding` is Node's on both sides. */
const HOP_BY_HOP = [
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'proxy-authenticate',
  'proxy-authorization',
];
const REVISION = 'x-mlops-revision';

const proxy = createProxyServer({ xfwd: true, selfHandleResponse: true });

proxy.on('proxyRes', (answer, _, response) => {
  const headers: OutgoingHttpHeaders = {};
  const named = tokensOf(answer.headers.connection);
  const dropped = new Set([...HOP_BY_HOP, 'connection', 'transfer-encoding', ...named]);
  for (const [name, value] of Object.entries(answer.headersDistinct))
    if (!dropped.has(name) && name !== REVISION) headers[name] = value;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // the head of a stream of events goes out before its first event
  response.flushHeaders();
  answer.pipe(response);
});

/** Which revision a connection goes to that becomes a WebSocket. */
const upgrading = new WeakMap<IncomingMessage, string>();

proxy.on('proxyReqWs', (asked, request) => {
  asked.on('upgrade', (answer: IncomingMessage) => {
    answer.headers[REVISION] = upgrading.get(request);
  });
});

/** Hands a request to a revision and its answer back; resolves when both are through. Rejects when it could not. */
export async function passed(
  request: IncomingMessage,
  response: ServerResponse,
  revision: string,
  { target, agent }: Backend,
): Promise<void> {
  for (const name of [...HOP_BY_HOP, ...tokensOf(request.headers.connection)]) delete request.headers[name];
  // it was answered by this server, which waits for the body already
  delete request.headers.expect;
  response.setHeader(REVISION, revision);
  await proxy.web(request, response, { target, agent, headers: { connection: 'keep-alive' } });
}

/** The same for a connection that becomes a WebSocket. */
export async function upgraded(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  revision: string,
  { target, agent }: Backend,
): Promise<void> {
  upgrading.set(request, revision);
  await proxy.ws(request, socket, { target, agent }, head);
}

/** `Connection: close, X-Own` names headers of this connection. */
function tokensOf(connection: string | undefined): string[] {
  const tokens = (connection ?? '').split(',').map((token) => token.trim().toLowerCase());
  return tokens.filter((token) => token !== '' && token !== 'connection');
}
