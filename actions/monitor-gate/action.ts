import { declare } from '#kit/declaration';
import { list, text } from '#kit/field';
import { commonFields, dryRun, instanceName, monitorFields } from '#project/sections';

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
    'fail-on': list({
      description: 'Decisions that fail the job, one a line: marginal, fail, inconclusive, error; or never.',
      default: 'fail\ninconclusive\nerror',
    }),
    'dry-run': dryRun,
    'github-token': text({ description: 'Token that reads refs.', secret: true }),
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
