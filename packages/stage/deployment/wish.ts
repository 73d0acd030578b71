import { seconds } from '#judge/gate/duration';
import { Mistake } from '#kit/outcome';
import type { Demands } from '#target/verification/verification';
import type { RegistryLogin } from '../registrylogin.ts';

/** What the user asks of a deployment; the inputs of the action `deploy`. */
export interface DeployInputs extends RegistryLogin {
  readonly action: 'deploy' | 'rollback' | 'status' | 'retire';
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly image: string | undefined;
  readonly require: 'verdict' | 'none';
  readonly target: 'process' | 'command';
  readonly environment: string | undefined;
  readonly serve: string | undefined;
  readonly run: string | undefined;
  readonly port: number;
  readonly health: string;
  readonly version: string;
  readonly predict: string;
  readonly golden: string | undefined;
  readonly tolerance: string;
  readonly timeout: string;
  readonly drain: string;
  readonly canary: string | undefined;
}

/** The same with every text parsed. Times are in seconds. */
export interface DeployWish
  extends Omit<DeployInputs, 'environment' | 'tolerance' | 'timeout' | 'drain' | 'canary'> {
  readonly environment: string;
  readonly tolerance: number;
  readonly drain: number;
  /** percent of the requests for the new revision; null: all */
  readonly share: number | null;
  readonly demands: Omit<Demands, 'golden'>;
}

/** Parses what the user wrote before anything is touched. */
export function deployWish(inputs: DeployInputs): DeployWish {
  const { environment = 'production', canary, health, version, predict, ...said } = inputs;
  const timeout = seconds(inputs.timeout, 'timeout');
  return {
    ...said,
    port: portOf(inputs.port),
    name: said.name ?? instanceOf(environment, said.action),
    health,
    version,
    predict,
    environment,
    tolerance: toleranceOf(inputs.tolerance),
    drain: seconds(inputs.drain, 'drain'),
    share: canary === undefined ? null : shareOf(canary),
    demands: { health, version, predict, timeout },
  };
}

/** Deployments to several environments in one run, and a rollback after one of them, have artifacts of their own. */
function instanceOf(environment: string, action: DeployInputs['action']): string | undefined {
  const parts = [environment, action].filter((part) => part !== 'production' && part !== 'deploy');
  return parts.length === 0 ? undefined : parts.join('-');
}

/** 0 would be another port at every start, and no stable one. */
function portOf(port: number): number {
  if (port >= 1 && port <= 65_535) return port;
  const remedy = 'Write one from 1 to 65535.';
  throw new Mistake({ subject: 'port', what: 'is no port', remedy, value: String(port) });
}

function toleranceOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  const remedy = 'Write a number from 0, e.g. 1e-6.';
  throw new Mistake({ subject: 'tolerance', what: 'is no tolerance', remedy, value: text });
}

/** A fresh copy of what serves gets as much, so that half is the most. */
function shareOf(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]);
  if (percent > 0 && percent <= 50) return percent;
  const remedy = 'Write a percentage up to 50%, e.g. 10%: what serves gets as much in a fresh copy.';
  throw new Mistake({ subject: 'canary', what: 'is no share of the requests', remedy, value: text });
}
