import { expect, test } from 'vitest';
import { type Situation, stepsAfter } from './step.ts';

const SITUATION: Situation = {
  program: 'mlops',
  model: 'wine',
  manager: null,
  scoring: { script: 'predict.py', obeys: true },
  trains: true,
  judges: false,
  todos: 0,
  guesses: 0,
  shown: [],
  git: true,
  workflows: [{ path: '.github/workflows/mlops-pr-gate.yml', changes: 0 }],
  away: [],
};

test.each<[string, Partial<Situation>, string]>([
  ['nothing else is changed', {}, 'git add mlops.yml .github/workflows/mlops-pr-gate.yml)'],
  [
    'the script that scores has to be changed',
    { scoring: { script: 'predict.py', obeys: false } },
    'git add mlops.yml .github/workflows/mlops-pr-gate.yml predict.py)',
  ],
  [
    'git has to ignore outputs',
    { shown: ['out/metrics.json'] },
    'git add mlops.yml .github/workflows/mlops-pr-gate.yml .gitignore)',
  ],
])('what is to be committed is all that the steps change: %s', (_, over, command) => {
  expect(stepsAfter({ ...SITUATION, ...over }).at(-1)).toContain(`Commit them (${command}, and open`);
});

test('outside of a repository the last step is to make one', () => {
  expect(stepsAfter({ ...SITUATION, git: false, workflows: [] }).at(-1)).toBe(
    'Make it a git repository, whose commits records and baselines name: git init; mlops init then adds the workflows',
  );
});
