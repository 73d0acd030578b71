import { declare } from '#kit/declaration';
import { commonFields, dryRun, instanceName, trainFields } from '#project/sections';

const { model: modelPath, ...fields } = trainFields;

export const train = declare({
  name: 'train',
  description: 'Make the data, train the model, and publish it with metrics and the record of its making.',
  permissions: { contents: 'read', actions: 'read' },
  section: 'train',
  renamed: { model: 'model-path' },
  inputs: { ...commonFields, name: instanceName, ...fields, 'model-path': modelPath, 'dry-run': dryRun },
  outputs: {
    'model-path': 'Where the model lies in the workspace.',
    'model-digest': 'SHA-256 of the model.',
    metrics: 'Metrics the command wrote, as one JSON object of names and numbers.',
    'stage-key': 'SHA-256 of everything that decides the result.',
    skipped: 'true when an earlier training with the same key was used.',
    'saved-seconds': 'What that training had taken; 0 when it ran.',
    'artifact-name': 'The artifact that holds model, metrics and record.',
    record: 'Path of the record of its making.',
    'record-digest': 'SHA-256 of that record.',
  },
});
