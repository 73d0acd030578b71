import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openHost } from '#host/host';
import { Cancelled, EXIT, Mistake } from '#kit/outcome';
import { deployFields } from '#project/sections';
import { processTarget } from '#target/process/process';
import type { Candidate, Change, Standing } from '#target/target';

/**
 * `node process-target.ts <order.json>`: one operation of the process target as a process of its own, so that it can
 * be killed, traced and run beside another. The folder of a release stands for its image; what is verified is that
 * the health path answers.
 */
export interface Order {
  readonly operation: 'deploy' | 'rollback' | 'status' | 'retire';
  readonly environment: string;
  readonly port: number;
  readonly serve: string;
  /** a folder with `app/` and `models/` */
  readonly release?: string;
  readonly image?: string;
  readonly share?: number;
  readonly drain?: number;
  /** milliseconds until the candidate has to be healthy */
  readonly patience?: number;
}

/** What the process prints last. */
export type Answer = Change | Standing;

async function healthy(candidate: Candidate, patience: number): Promise<string | null> {
  for (const until = Date.now() + patience; ; await new Promise((done) => setTimeout(done, 15))) {
    const answer = await fetch(`${candidate.url}${deployFields.health.default ?? '/healthz'}`).catch(
      () => null,
    );
    if (answer?.status === 200) return null;
    if (Date.now() > until) return `not healthy within ${patience} ms`;
  }
}

async function perform(order: Order): Promise<Answer> {
  const root = process.cwd();
  const host = await openHost({
    env: process.env,
    root,
    workspace: root,
    permissions: {},
    action: 'deploy',
    looking: true,
  });
  try {
    const target = processTarget(host, {
      environment: order.environment,
      port: order.port,
      serve: order.serve,
      drain: order.drain ?? 5_000,
      unpack: (release, into) => host.files.copy(resolve(root, release.layout), into),
      path: async (_, folder) => [join(folder, 'bin')],
    });
    const verify = (candidate: Candidate) => healthy(candidate, order.patience ?? 10_000);
    const digest = (order.image ?? '0').padEnd(64, '0');
    const release = { image: digest, model: digest, environment: null, layout: order.release ?? '' };
    if (order.operation === 'deploy') return await target.deploy(release, order.share ?? null, verify);
    if (order.operation === 'rollback') return await target.rollback(verify);
    return await target[order.operation]();
  } finally {
    await host.close();
  }
}

try {
  const order: Order = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
  process.stdout.write(`${JSON.stringify(await perform(order))}\n`);
  process.exit(EXIT.ok);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(
    error instanceof Mistake ? EXIT.mistake : error instanceof Cancelled ? EXIT.cancelled : EXIT.fault,
  );
}
