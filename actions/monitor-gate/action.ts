import { declare } from '#kit/declaration';
import { text } from '#kit/field';
import { commonFields, dryRun, failOn, instanceName, monitorFields } from '#project/sections';

export const monitorGate = declare({
  name: 'monitor-gate',
  description:
    'Compare what a deployed model is asked and answers with what it was evaluated on, let the gates decide, and say what follows: keep, promote, hold, rollback or retrain.',
  permissions: { contents: 'read', actions: 'read' },
  section: 'monitor-gate',
  inputs: {
    ...commonFields,
    name: instanceName,
    ...monitorFields,
    'fail-on': failOn,
    'dry-run': dryRun,
    'webhook-url': text({ description: 'Where the effect webhook posts the signal as JSON.', secret: true }),
    'webhook-secret': text({
      description: 'Secret that signs what is posted: header X-Mlops-Signature-256.',
      secret: true,
    }),
    'github-token': text({
      description: 'Token that reads refs; with effects it needs what they need (see permissions).',
      secret: true,
    }),
  },
  outputs: {
    conclusion: 'pass, marginal, fail, inconclusive or error.',
    decision: 'keep, promote, hold, rollback or retrain.',
    breaches: 'What does not hold, as a JSON list of {gate, reason}.',
    'issue-number': 'Number of the issue that tells of it; empty where there is none.',
    'report-file': 'Path of the HTML report.',
    'artifact-name': 'The artifact that holds verdict, report and records.',
    record: 'Path of the record of the verdict.',
    'record-digest': 'SHA-256 of that record.',
  },
});
