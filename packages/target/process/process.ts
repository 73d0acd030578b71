import type { Target } from '../target.ts';
import { deployments } from './deployment.ts';
import { machine, type ProcessOptions, type Surroundings } from './machine.ts';

/**
 * Runs releases as processes of this machine behind a front that holds the stable port (docs/deploy-process.md). On a
 * hosted runner they end with the job.
 */
export function processTarget(host: Surroundings, options: ProcessOptions): Target {
  return deployments(machine(host, options), options);
}
