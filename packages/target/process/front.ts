import { timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HOST } from './front/backend.ts';
import { Service } from './front/service.ts';
import { readTable, type Table } from './front/table.ts';

/**
 * The front: `node front.js <state file>`. It holds the stable port of an environment and hands every request on by
 * the weights of the state file, which is all it goes by: a deployment that dies right after it has replaced the file
 * is carried out nevertheless. Port and token stand in the file as well; a front whose token is no longer there ends.
 */
const POLL_MS = 100;
/** So long the file may be away, as while a folder is moved. */
const MISSING_MS = 5_000;
/** Requests on their way when it is to end. */
const GRACE_MS = 5_000;
const [, , path = ''] = process.argv;
const say = (text: string) => void process.stdout.write(`${new Date().toISOString()} ${text}\n`);

function stampOf(): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.mtimeNs} ${found.size}`;
}

function tableNow(): Table | null {
  try {
    return readTable(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

let stamp = stampOf();
const first = tableNow();
if (first?.front == null) throw new Error(`${path} names no front`);
const { port, token } = first.front;
const service = new Service(first, say, () => refresh());
let seen = performance.now();
let ending = false;

/** Looks at the file when it is another than before. */
function refresh(): void {
  const found = stampOf();
  if (found !== null) seen = performance.now();
  else if (performance.now() - seen > MISSING_MS) end(`${path} has gone`);
  if (found === null || found === stamp) return;
  const table = tableNow();
  if (table === null) return;
  stamp = found;
  if (table.front?.token === token) service.take(table);
  else end('another front takes over, or nothing serves any more');
}

/** Answers `/.mlops/<token>` with what is on its way; whoever does not know the token is handed on. */
function own(request: IncomingMessage, response: ServerResponse): boolean {
  const said = Buffer.from(request.url ?? '');
  const mine = Buffer.from(`/.mlops/${token}`);
  if (said.length !== mine.length || !timingSafeEqual(said, mine)) return false;
  refresh();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(service.account()));
  return true;
}

const server = service.server(own);

/** No new connection; what is on its way may finish. */
function end(why: string): void {
  if (ending) return;
  ending = true;
  say(`ends: ${why}`);
  clearInterval(timer);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), GRACE_MS).unref();
}

process.on('SIGTERM', () => end('SIGTERM'));
process.on('SIGHUP', () => undefined);
// one request that goes wrong in a way nobody thought of ends no service
process.on('uncaughtException', (error) => say(error.stack ?? error.message));
const timer = setInterval(refresh, POLL_MS);
try {
  await service.listen(server, port, HOST);
  say(`listens on ${HOST}:${port}, process ${process.pid}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
