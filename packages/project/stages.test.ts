import { expect, test } from 'vitest';
import { artifactName, isNamedFor } from './stages.ts';

test('artifacts are named by model, stage and instance', () => {
  expect(artifactName('flights', 'train')).toBe('mlops-flights-train');
  expect(artifactName('flights', 'train', 'deep')).toBe('mlops-flights-train-deep');
});

test.each([
  ['mlops-a-train', 'yes'],
  ['mlops-a-train-large', 'yes'],
  ['mlops-a-training', 'no'],
  ['mlops-a-evaluate', 'no'],
  ['mlops-ab-train', 'no'],
  // of the model `a`, by the name `train`, or of the model `a-train`
  ['mlops-a-train-train', 'perhaps'],
  ['mlops-a-train-b-train-large', 'perhaps'],
  ['mlops-a-train-monitor-gate', 'perhaps'],
  ['mlops-a-train-trained', 'yes'],
])('%s is an artifact of the training of a: %s', (name, answer) => {
  expect(isNamedFor(name, 'a', 'train')).toBe(answer);
});
