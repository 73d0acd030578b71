import * as z from 'zod/mini';
import { Fault, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { PROBE } from './probe.ts';
import type { Uv } from './uv.ts';

const text = z.nullable(z.string());

const probed = z.object({
  python: z.object({ implementation: z.string(), version: z.string() }),
  target: z.object({ os: z.string(), arch: z.string(), libc: z.nullable(z.enum(['glibc', 'musl'])) }),
  host: z.object({ os: text, kernel: text, libc: text, cpu: text }),
});

/** The interpreter an environment is made for, and what it knows about its machine. */
export interface Python extends z.infer<typeof probed> {
  readonly path: string;
}

type Ports = Pick<Host, 'exec' | 'log' | 'env'>;

/**
 * The Python the user wishes for ("3.11", "3.11.7", ">=3.11"), else the one uv chooses by `.python-version` and
 * `requires-python` in `cwd`. An active virtual environment is not taken. Where none fits and uv may download
 * one (`UV_PYTHON_DOWNLOADS`), it does.
 *
 * @throws Mistake that names the versions there are
 */
export async function choosePython(
  wish: string | undefined,
  cwd: string,
  uv: Uv,
  host: Ports,
): Promise<Python> {
  const path = (await find(wish, cwd, uv)) ?? (await download(wish, cwd, uv, host));
  if (path === null) throw await missing(wish, cwd, uv);
  const ended = await host.exec.run([path, '-I', '-c', PROBE], { cwd, onLine: () => {} });
  if (ended.code !== 0) throw new Fault(`${path} does not run: ${ended.stderr.trim()}`);
  const python = { path, ...probed.parse(JSON.parse(ended.stdout)) };
  host.log.info(
    `Python ${python.python.version}${wish === undefined ? '' : ` for ${JSON.stringify(wish)}`}: ${path}`,
  );
  return python;
}

async function find(wish: string | undefined, cwd: string, uv: Uv): Promise<string | null> {
  const ended = await uv.ask(['python', 'find', '--system', ...wished(wish)], { cwd });
  return ended.code === 0 ? ended.stdout.trim() : null;
}

function wished(wish: string | undefined): string[] {
  return wish === undefined ? [] : [wish];
}

async function download(
  wish: string | undefined,
  cwd: string,
  uv: Uv,
  { env, log }: Ports,
): Promise<string | null> {
  if (['never', 'manual', 'false', '0'].includes(env.UV_PYTHON_DOWNLOADS ?? '')) return null;
  log.info(`No Python ${wish ?? 'that fits'} here; uv downloads one.`);
  const ended = await uv.run(['python', 'install', ...wished(wish)], { cwd });
  return ended.code === 0 ? find(wish, cwd, uv) : null;
}

const listed = z.array(z.object({ version: z.string() }));

async function missing(wish: string | undefined, cwd: string, uv: Uv): Promise<Mistake> {
  const ended = await uv.ask(['python', 'list', '--only-installed', '--output-format', 'json'], { cwd });
  const found = ended.code === 0 ? listed.parse(JSON.parse(ended.stdout)) : [];
  const versions = [...new Set(found.map(({ version }) => version))].sort().join(', ');
  const there = versions === '' ? 'there is no Python here' : `here are ${versions}`;
  const choose =
    'Add a step actions/setup-python with that version before setup, let uv download it (UV_PYTHON_DOWNLOADS=automatic)';
  return new Mistake({
    subject: 'python',
    what: `is not on this machine: ${there}`,
    remedy: `${choose}, or wish for one of those.`,
    ...(wish === undefined ? {} : { value: wish }),
  });
}
