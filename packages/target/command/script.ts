import type { Ended } from '#kit/ports';
import type { Release } from '../target.ts';
import type { Deployed, Memory } from './memory.ts';
import { type Printed, printedBy } from './printed.ts';

/** Runs the user's command with these variables added to its environment. */
export type Script = (env: Readonly<Record<string, string>>) => Promise<Ended>;

/** What a script is asked to do. */
export interface Order {
  readonly action: 'deploy' | 'rollback' | 'status' | 'retire';
  /** what is to run; of a rollback with its layout empty, since it is not on this disk */
  readonly release: Release | null;
  /** our name for it; the script may print its own */
  readonly revision: string | null;
  /** what served before, or is to serve again */
  readonly previous: Deployed | null;
  /** percent of the requests for the revision */
  readonly traffic: number;
}

/** Asks the script; what it printed, or why that cannot be used. */
export async function ask(
  script: Script,
  { environment }: Pick<Memory, 'environment'>,
  { action, release, revision, previous, traffic }: Order,
): Promise<Printed | { readonly flaw: string }> {
  const ended = await script({
    MLOPS_ACTION: action,
    MLOPS_DEPLOY_ENVIRONMENT: environment,
    MLOPS_IMAGE: release === null ? '' : `sha256:${release.image}`,
    MLOPS_IMAGE_LAYOUT: release?.layout ?? '',
    MLOPS_MODEL_DIGEST: release?.model ?? '',
    MLOPS_REVISION: revision ?? '',
    MLOPS_PREVIOUS: previous === null ? '' : JSON.stringify(previous),
    MLOPS_TRAFFIC: String(traffic),
  });
  return printedBy(ended, action === 'deploy' || action === 'rollback');
}
