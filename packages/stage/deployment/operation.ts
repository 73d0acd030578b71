import { URI } from '#record/vocabulary';
import type { Change, Release, Standing, Verify } from '#target/target';
import type { Check } from '#target/verification/check';
import type { Golden } from '#target/verification/replay';
import { verify } from '#target/verification/verification';
import type { Scene } from '../scene.ts';
import { type GoldenFile, goldenOf } from './golden.ts';
import { type Ready, readyRelease } from './release.ts';
import { type Site, worldOf } from './site.ts';
import { clearPulled } from './source.ts';
import { placedOf, type RollbackState, spelled } from './state.ts';
import type { DeployWish } from './wish.ts';

/** What is to be done, with all of it checked and nothing of it begun. */
export interface Order {
  readonly action: 'deploy' | 'rollback' | 'retire';
  readonly startedOn: Date;
  /** what serves now */
  readonly before: Standing;
  /** null: nothing new is started */
  readonly ready: Ready | null;
  readonly golden: GoldenFile | null;
}

/** What came of it. */
export interface Operation extends Order {
  readonly change: Change | { readonly result: 'retired'; readonly standing: Standing };
  readonly checks: readonly Check[];
  /** as it was written down before anything was begun */
  readonly state: RollbackState;
  /** GitHub's number of the deployment; null where there is none */
  readonly deploymentId: number | null;
}

/** Somebody only looks at what serves. */
interface Look {
  readonly action: 'status';
  readonly before: Standing;
}

/** Reads and checks all that is needed; the first thing that is looked at is what serves now. */
export async function prepare(wish: DeployWish, site: Site, scene: Scene): Promise<Order | Look> {
  const startedOn = scene.host.clock.now();
  const { action } = wish;
  const before = await site.target.status();
  if (action !== 'deploy')
    return action === 'status'
      ? { action, before }
      : { action, startedOn, before, ready: null, golden: null };
  const ready = await readyRelease(wish, scene);
  const golden =
    wish.golden === undefined
      ? null
      : await goldenOf({ golden: wish.golden, tolerance: wish.tolerance }, ready.evaluated, scene);
  return { action, startedOn, before, ready, golden };
}

/** Does it, with GitHub told before and after. */
export async function perform(order: Order, wish: DeployWish, site: Site, scene: Scene): Promise<Operation> {
  const { announcer } = site;
  const state = await stateBefore(order, wish, site, scene);
  const task = order.action;
  const deploymentId = task === 'retire' ? null : await announcer.begin(task, state);
  const checks: Check[] = [];
  try {
    const change = await scene.host.log.group(order.action, () => changed(order, wish, checks, site, scene));
    if (order.ready?.pulled === true && change.result === 'switched')
      await clearPulled(wish.environment, order.ready.release.image, scene.host);
    return { ...order, change, checks, state, deploymentId };
  } catch (error) {
    const description = error instanceof Error ? error.message : 'it did not end';
    await announcer.end(deploymentId, 'error', { description }).catch(() => undefined);
    throw error;
  }
}

async function changed(
  { action, ready, golden }: Order,
  wish: DeployWish,
  checks: Check[],
  { target }: Site,
  scene: Scene,
): Promise<Operation['change']> {
  const check = checking(wish, golden, checks, scene);
  if (action === 'deploy' && ready !== null) return target.deploy(ready.release, wish.share, check);
  if (action === 'rollback') return target.rollback(check);
  return { result: 'retired', standing: await target.retire() };
}

/** Verifies a candidate and keeps what was found. */
function checking({ demands }: DeployWish, golden: Golden | null, checks: Check[], { host }: Scene): Verify {
  return async (candidate) => {
    host.log.info(`What answers at ${candidate.url} is verified.`);
    const found = await verify(candidate, { ...demands, golden }, worldOf(host));
    checks.splice(0, checks.length, ...found);
    return found.find(({ passed }) => !passed)?.found ?? null;
  };
}

async function stateBefore(
  { action, startedOn, before, ready }: Order,
  { environment, target, share }: DeployWish,
  { announcer, memory }: Site,
  { model }: Scene,
): Promise<RollbackState> {
  const counter = (await memory())?.counter ?? null;
  const { serving, previous, url } = before;
  const back = action === 'rollback' && previous !== null ? placedOf(previous) : null;
  return {
    schema: URI.deployment,
    environment,
    model,
    target: { kind: target },
    release:
      ready === null ? back : releasePlaced(ready.release, counter === null ? null : `r${counter + 1}`),
    previous:
      serving === null ? null : { ...placedOf(serving), url, deploymentId: announcer.current?.id ?? null },
    strategy: share === null ? { type: 'all', share } : { type: 'canary', share },
    evidence: {
      containerize: ready?.evidence == null ? null : spelled(ready.evidence.record),
      evaluate: ready?.evaluated == null ? null : spelled(ready.evaluated.record),
    },
    startedAt: startedOn.toISOString(),
  };
}

function releasePlaced({ image, model, environment }: Release, revision: string | null) {
  return { ...placedOf({ name: '', image, model, environment }), revision };
}

/** Tells GitHub how it ended: this deployment, and those that served before. */
export async function conclude(
  { action, change, deploymentId, before }: Operation,
  { environment, share }: DeployWish,
  { announcer }: Pick<Site, 'announcer'>,
): Promise<void> {
  const { standing } = change;
  const url = standing.url;
  if (change.result === 'kept' || change.result === 'busy') {
    await announcer.end(deploymentId, 'failure', { description: change.reason });
    const serves = change.result === 'kept' && standing.serving !== null ? standing.serving.name : null;
    const id = announcer.current?.id ?? null;
    if (serves !== null) await announcer.end(id, 'success', { description: `${serves} serves on`, url });
    return;
  }
  const { serving, canary } = standing;
  const newest = canary?.candidate ?? serving;
  const description =
    action === 'retire' || newest === null
      ? `${environment} is retired`
      : canary !== null
        ? `${newest.name} gets ${share ?? ''}% of the requests`
        : `${newest.name} serves model ${newest.model.slice(0, 12)}`;
  await announcer.end(deploymentId, 'success', { description, url });
  if (canary !== null) return;
  const replaced =
    action === 'retire' ? description : `${newest?.name} serves in place of ${before.serving?.name ?? 'it'}`;
  for (const { id } of announcer.live) await announcer.end(id, 'inactive', { description: replaced });
}
