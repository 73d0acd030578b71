import { declare } from '#kit/declaration';
import { list, text } from '#kit/field';
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
    from: text({
      description:
        'The artifact that holds the model, where several do. A pattern such as mlops-flights-evaluate-*: shards of predictions, which are joined, or with select the candidates of a sweep.',
    }),
    expect: list({
      description:
        'Where from is a pattern: what stands where its * is, a name a line, or the matrix of the jobs as JSON. Without one of them nothing is decided.',
    }),
    ...evaluateFields,
    'fail-on': failOn,
    'dry-run': dryRun,
    'github-token': text({
      description: 'Token that reads refs and artifacts of earlier runs.',
      secret: true,
    }),
  },
  outputs: {
    verdict: 'pass, marginal, fail, inconclusive or error.',
    reason: 'The verdict in one sentence.',
    'baseline-sha': 'Commit of the baseline; empty where there is none.',
    'decision-digest': 'SHA-256 of the verdict as canonical JSON: the same on a laptop and on a runner.',
    metrics: 'Measures over all rows, as one JSON object of names and numbers.',
    passed: 'How many gates pass, each slice by itself.',
    warned: 'How many are marginal, accepted, or of level warn and do not pass.',
    failed: 'How many fail or cannot be judged.',
    inconclusive: 'How many are not decided or not judged.',
    'report-file': 'Path of the HTML report.',
    chosen: 'Of a sweep: the artifact that holds the chosen model; empty where its model is not in this run.',
    'stage-key': 'SHA-256 of everything that decides the predictions.',
    skipped: 'true when the predictions of an earlier run with the same key were judged.',
    'saved-seconds': 'What that scoring had taken; 0 when it ran.',
    'artifact-name': 'The artifact that holds verdict, predictions, report and records.',
    record: 'Path of the record of the verdict.',
    'record-digest': 'SHA-256 of that record.',
  },
  rules: [
    ({ predictions, task }) =>
      predictions !== undefined && task === undefined
        ? {
            subject: 'task',
            what: 'is needed to read predictions and was not given',
            remedy: 'Say what the model does: binary, multiclass, multilabel, regression, ranking or text.',
          }
        : null,
    // facts and what training wrote are known without predictions
    ({ predictions, metrics, benchmark, gates }) =>
      predictions === undefined &&
      metrics.length === 0 &&
      benchmark === undefined &&
      !gates.some((gate) => /^\s*(?:model|train)\./.test(gate))
        ? {
            subject: 'predictions',
            what: 'is needed and was not given: there is nothing to judge',
            remedy: 'Name the predictions, or metrics that another tool wrote under metrics.',
          }
        : null,
  ],
});
