import type { Candidate } from '../target.ts';
import type { Check, World } from './check.ts';
import { waitForHealth } from './health.ts';
import { type Golden, replay } from './replay.ts';
import { checkVersion } from './version.ts';

/** What has to hold before a revision gets traffic. */
export interface Demands {
  readonly health: string;
  readonly version: string;
  readonly predict: string;
  /** seconds until it has to be healthy */
  readonly timeout: number;
  /** null: no golden requests are replayed */
  readonly golden: Golden | null;
}

/** Checks one after the other; the first that fails is the last. */
export async function verify(
  candidate: Candidate,
  demands: Demands,
  world: World,
): Promise<readonly Check[]> {
  const { health, timeout, version, predict, golden } = demands;
  const checks: Check[] = [];
  const steps = [
    () => waitForHealth(candidate, { path: health, seconds: timeout }, world),
    () => checkVersion(candidate, version, world),
    ...(golden === null || candidate.role === 'control'
      ? []
      : [() => replay(candidate, predict, golden, world)]),
  ];
  for (const step of steps) {
    const check = await told(await step(), candidate, world);
    world.log.info(`${check.passed ? '✓' : '✗'} ${check.name}: ${check.found}`);
    checks.push(check);
    if (!check.passed) break;
  }
  return checks;
}

/** A process that had ended by the time a check failed is why it failed: its last words are told. */
async function told(check: Check, { ended }: Candidate, world: World): Promise<Check> {
  if (check.passed || check.name === 'health') return check;
  const how = await Promise.race([ended, world.pause(LAST_WORDS).then(() => null)]);
  return how === null ? check : { ...check, found: `${check.found}; it had ended: ${how}` };
}

/** Until the end of a process that cut a connection is known, in milliseconds. */
const LAST_WORDS = 200;
