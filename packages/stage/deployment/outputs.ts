import type { Standing } from '#target/target';
import type { Operation } from './operation.ts';

/** Outputs that say what serves; those of a look at it too. */
export function standingOutputs({ url, serving, previous, canary, traffic }: Standing) {
  const now = canary?.candidate ?? serving;
  const before = canary === null ? previous : serving;
  return {
    url: url ?? '',
    revision: now?.name ?? '',
    'previous-revision': before?.name ?? '',
    traffic: JSON.stringify(traffic),
    'rolled-back': 'false',
  };
}

/** Outputs of a change. */
export function operationOutputs({ action, change, deploymentId }: Operation) {
  const { standing, result } = change;
  const back = action === 'rollback' ? result === 'switched' : result === 'kept' && standing.serving !== null;
  return {
    ...standingOutputs(standing),
    'rolled-back': String(back),
    ...(deploymentId === null ? {} : { 'deployment-id': String(deploymentId) }),
  };
}

/** What an environment runs, a line each, for the log. */
export function standingLines(environment: string, standing: Standing): string[] {
  const { url, serving, previous, canary, traffic, notes } = standing;
  const share = (name: string) => (traffic[name] === undefined ? '' : `, ${traffic[name]} % of the requests`);
  return [
    serving === null
      ? `Nothing is known to serve in ${environment}${url === null ? '' : `, though something answers for ${url}`}.`
      : `${serving.name} serves in ${environment} at ${url ?? 'no address'}: model ${serving.model.slice(0, 12)}, image ${serving.image.slice(0, 12)}, since ${serving.startedOn}${share(serving.name)}.`,
    ...(canary === null
      ? []
      : [
          `${canary.candidate.name} is a canary: model ${canary.candidate.model.slice(0, 12)}${share(canary.candidate.name)}.`,
        ]),
    previous === null
      ? 'There is no previous revision to roll back to.'
      : `A rollback would bring back ${previous.name}: model ${previous.model.slice(0, 12)}.`,
    ...notes,
  ];
}
