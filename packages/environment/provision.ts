import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';
import { type Circumstances, circumstancesOf, type LookingHost } from './circumstances.ts';
import { contentsOf } from './contents.ts';
import { type EnvironmentHost, entailed, type Prepared, prepare, type Wish } from './environment.ts';
import { manifest } from './manifest.ts';
import { onPath } from './onpath.ts';

/** The environment that was found whole last, and on what it rests. */
const MEMORY = `${FILE.state}/last/environment.json`;

const memory = z.object({
  circumstances: z.record(z.string(), z.string()),
  contents: z.record(z.string(), z.string()),
  tools: z.object({ uv: z.string(), python: z.string() }),
  manifest,
});
type Memory = z.infer<typeof memory>;

type ProvisionHost = EnvironmentHost & Pick<Host, 'kind' | 'digests'>;

/**
 * The environment that is asked for. On a laptop one that was found whole stands as long as all it rests on is the very
 * same, and no process is started; else it is made and checked.
 *
 * @throws what `prepare` throws
 */
export async function provide(wish: Wish, host: ProvisionHost): Promise<Prepared> {
  if (host.kind !== 'local' || wish.dryRun === true) return prepare(wish, host);
  const circumstances = await seen(host, () => circumstancesOf(wish, host));
  const standing = circumstances === null ? null : await standingOf(circumstances, host);
  if (standing !== null) return standing;
  const made = await prepare(wish, host);
  if (circumstances !== null) await seen(host, () => remember(made, { wish, circumstances }, host));
  return made;
}

async function standingOf(circumstances: Circumstances, host: ProvisionHost): Promise<Prepared | null> {
  const last = await lastOf(host);
  if (last === null || differs('circumstances', circumstances, last.circumstances, host)) return null;
  const { tools } = last;
  const described = entailed(last.manifest, host.files.root);
  const contents = await seen(host, () => contentsOf(described, tools, host));
  if (contents === null || differs('contents', contents, last.contents, host)) return null;
  host.log.info(sentence(described));
  return { ...described, tools, decided: true, reused: true, cacheHit: true };
}

function sentence({ envDigest, manifest: { spec } }: Pick<Prepared, 'envDigest' | 'manifest'>): string {
  const count = spec.packages.length === 1 ? '1 package' : `${spec.packages.length} packages`;
  return `Environment ${envDigest.slice(0, 12)} stands: the lock, the settings, Python ${spec.python.version} and its ${count} are as they were.`;
}

/** One that cannot be read, or is of another version of this program, is none. */
async function lastOf({ files }: LookingHost): Promise<Memory | null> {
  if ((await files.exists(MEMORY)) !== 'file') return null;
  try {
    return memory.parse(JSON.parse(await files.text(MEMORY)));
  } catch {
    return null;
  }
}

function differs(
  what: string,
  now: object,
  before: Readonly<Record<string, string>>,
  host: Pick<Host, 'log'>,
) {
  const changed = Object.entries(now).filter(([part, digest]) => before[part] !== digest);
  if (changed.length === 0) return false;
  host.log.debug(
    `The environment is looked at anew: of its ${what} changed ${changed.map(([part]) => part).join(', ')}.`,
  );
  return true;
}

interface Asked {
  readonly wish: Wish;
  readonly circumstances: Circumstances;
}

/** Only what can be told again: and what changed while the environment was made may not be what it was made from. */
async function remember(made: Prepared, { wish, circumstances }: Asked, host: ProvisionHost): Promise<void> {
  const { tools, manifest } = made;
  if (!made.decided || manifest.spec.target.os === 'win32' || (await isShim(tools.uv, host))) return;
  const contents = await contentsOf(made, tools, host);
  if (JSON.stringify(await circumstancesOf(wish, host)) !== JSON.stringify(circumstances)) return;
  const kept: Memory = { circumstances: { ...circumstances }, contents: { ...contents }, tools, manifest };
  await host.files.write(MEMORY, `${JSON.stringify(kept)}\n`);
}

/** A script on PATH starts a uv that lies elsewhere, which may become another one. */
async function isShim(uv: string, { files, env }: ProvisionHost): Promise<boolean> {
  const place = uv === 'uv' ? await onPath(uv, env.PATH, files) : uv;
  if (place === null) return true;
  const start: Uint8Array[] = [];
  for await (const piece of files.stream(place, { from: 0, to: 2 })) start.push(piece);
  return Buffer.concat(start).toString('latin1') === '#!';
}

/** Null: something cannot be looked at (a link that leads away, a folder nobody may read); then nothing is remembered. */
async function seen<T>({ log }: ProvisionHost, look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    log.debug(`The environment cannot be remembered: ${error.message}`);
    return null;
  }
}
