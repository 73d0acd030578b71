import type { Decision, GateResult, Verdict } from '#judge/verdict';
import { URI } from '#record/vocabulary';
import type { Revision } from '#target/target';
import type { Check } from '#target/verification/check';
import type { Operation } from './operation.ts';
import type { DeployWish } from './wish.ts';

/** The verdict over a deployment: does what was asked for serve, and what was checked before it did. */
export function verdictOf(operation: Operation, wish: DeployWish): Verdict {
  const { change, checks, golden } = operation;
  return {
    schema: URI.verdict,
    decision: decisionOf(operation),
    reason: reasonOf(operation, wish),
    gates: gatesOf(checks, 'reason' in change ? change.reason : null),
    numbers: [],
    baseline: { kind: 'absent', reason: 'a deployment is compared with no baseline' },
    rows: golden?.requests.length ?? 0,
    notes: [...notesOf(operation), ...change.standing.notes],
  };
}

function decisionOf({ change, ready }: Operation): Decision {
  if (change.result === 'kept') return 'fail';
  if (change.result === 'busy') return 'inconclusive';
  return ready !== null && ready.evaluated === null ? 'marginal' : 'pass';
}

function reasonOf({ action, change, before }: Operation, { environment, share }: DeployWish): string {
  const { standing } = change;
  const { serving, canary } = standing;
  if (change.result === 'kept') {
    const lost = serving === null && before.serving !== null;
    const now =
      serving !== null ? `${serving.name} serves on` : lost ? 'nothing is known to serve' : 'nothing serves';
    return `${now} in ${environment}: ${change.reason}`;
  }
  if (change.result === 'busy') return `nothing was done in ${environment}: ${change.reason}`;
  if (change.result === 'retired')
    return `${environment} is retired${before.serving === null ? '' : `: ${before.serving.name} was ended`}`;
  if (canary !== null)
    return `${canary.candidate.name} gets ${share ?? standing.traffic[canary.candidate.name]} % of the requests in ${environment}, beside ${canary.control.name}`;
  const place = before.serving === null ? 'where nothing served' : `in place of ${before.serving.name}`;
  const again = action === 'rollback' ? 'serves again' : 'serves';
  return `${nameOf(serving)} ${again} in ${environment}, ${place}`;
}

function nameOf(revision: Revision | null): string {
  return revision?.name ?? 'nothing';
}

/** What was checked, as gates; what failed before anything could be checked is one too. */
function gatesOf(checks: readonly Check[], reason: string | null): GateResult[] {
  const gate = (name: string, passed: boolean, found: string): GateResult => ({
    gate: name,
    level: 'fail',
    state: passed ? 'pass' : 'fail',
    metric: name,
    operator: '==',
    reason: found,
  });
  const gates = checks.map(({ name, passed, found }) => gate(name, passed, found));
  const told = reason === null || gates.some(({ state }) => state === 'fail');
  return told ? gates : [...gates, gate('start', false, reason)];
}

function notesOf({ action, golden, ready, checks }: Operation): string[] {
  return [
    ...(ready !== null && ready.waivedBy !== null
      ? [`${ready.waivedBy} was told require: none: no evaluation says that this model may serve`]
      : []),
    ...(action === 'deploy' && golden === null
      ? ['no golden requests are given: what it answers was not compared']
      : []),
    ...(action === 'rollback' && checks.length > 0
      ? ['golden requests are not replayed by a rollback: they belong to another model']
      : []),
  ];
}
