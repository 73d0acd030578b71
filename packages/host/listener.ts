import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** A port of 127.0.0.1 that the system chose; it is free again when this returns. */
export async function freePort(): Promise<number> {
  const found = await listened(0);
  if (typeof found === 'number') return found;
  throw found;
}

/** Why a port of 127.0.0.1 cannot be listened on; null when it can. */
export async function takenBy(port: number): Promise<string | null> {
  const found = await listened(port);
  if (typeof found === 'number') return null;
  if (found.code !== 'EADDRINUSE') return `cannot be listened on (${found.message})`;
  const holder = holderOf(port);
  return holder === null ? 'is taken by another process' : `is taken by ${holder}`;
}

/** Listens for a moment: the port, or why not. */
function listened(port: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const given = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(given));
    });
  });
}

/** `process 4711 (python3 -m http.server)`, from /proc (proc(5)); null where it cannot be found. */
function holderOf(port: number): string | null {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listenersIn(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    const holds = namesIn(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
    if (!holds) continue;
    const words = textOf(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
    return `process ${pid}${words === '' ? '' : ` (${words.slice(0, 120)})`}`;
  }
  return null;
}

/** Of /proc/net/tcp: address:port in hexadecimal 2, state 4 (0A: listens), inode 10. */
function listenersIn(table: string, port: number): string[] {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  return textOf(`/proc/net/${table}`)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexadecimal}`) && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
