import { declare } from '#kit/declaration';
import { text } from '#kit/field';
import { commonFields, dryRun, evaluateFields, failOn, instanceName } from '#project/sections';

export const evaluate = declare({
  name: 'evaluate',
  description:
    'Score the model, measure it over all rows and by slice, and let the gates decide. Its exit status is the gate.',
  permissions: { contents: 'read', actions: 'read' },
  section: 'evaluate',
  inputs: {
    ...commonFields,
    name: instanceName,
    from: text({ description: 'The artifact that holds the model, where several do.' }),
    ...evaluateFields,
    'fail-on': failOn,
    'dry-run': dryRun,
    'github-token': text({ description: 'Token that reads the ref baseline.', secret: true }),
  },
  outputs: {
    verdict: 'pass, marginal, fail, inconclusive or error.',
    reason: 'The verdict in one sentence.',
    metrics: 'Measures over all rows, as one JSON object of names and numbers.',
    report: 'Path of the HTML report.',
    'stage-key': 'SHA-256 of everything that decides the predictions.',
    skipped: 'true when the predictions of an earlier run with the same key were judged.',
    'saved-seconds': 'What that scoring had taken; 0 when it ran.',
    'artifact-name': 'The artifact that holds verdict, predictions, report and records.',
    record: 'Path of the record of the verdict.',
    'record-digest': 'SHA-256 of that record.',
  },
});
