import { expect, test } from 'vitest';
import { type Filling, fillIn, toChange } from './workflow.ts';

const TEMPLATE = `on:
  push:
    branches: [main] # change: your default branch
jobs:
  gate:
    timeout-minutes: 60 # change: how long
    steps:
      - uses: org/mlops/setup@v1
      - uses: org/mlops/train@v1
      - id: pack
        uses: org/mlops/containerize@v1
        with:
          push: true
      - uses: org/mlops/monitor-gate@v1
        with: { on-breach: issue }
  report:
    steps:
      - uses: org/mlops/report@v1
        with: { model: flights } # change: the model of mlops.yml
      - uses: org/mlops/report@v1
        with: { model: flights, mode: post } # change: the model of mlops.yml
`;
const NOTHING: Filling = { model: 'late', branch: null, folder: '', pin: null, foreign: null, pulls: false };
const filled = (known: Partial<Filling>) => fillIn(TEMPLATE, { ...NOTHING, ...known });

test('the model is filled in and its mark goes; what is not known keeps its mark', () => {
  const text = filled({});
  expect(text).toContain('        with: { model: late }\n');
  expect(text).toContain('        with: { model: late, mode: post }\n');
  expect(text).toContain('branches: [main] # change: your default branch');
  expect(toChange(text)).toBe(2);
});

test.each([
  ['trunk', 'branches: [trunk]\n'],
  ['release/1', 'branches: [release/1]\n'],
  ['1.x', 'branches: ["1.x"]\n'],
])('the default branch %s is %s', (branch, line) => {
  expect(filled({ branch })).toContain(line);
});

test('in a folder each action that reads the project is told so; report, which reads none, is not', () => {
  expect(filled({ folder: 'a b' })).toContain(`      - uses: org/mlops/setup@v1
        with: { working-directory: "a b" }
      - uses: org/mlops/train@v1
        with: { working-directory: "a b" }
      - id: pack
        uses: org/mlops/containerize@v1
        with:
          working-directory: "a b"
          push: true
      - uses: org/mlops/monitor-gate@v1
        with: { working-directory: "a b", on-breach: issue }
  report:
    steps:
      - uses: org/mlops/report@v1
        with: { model: late }
`);
});

test('actions are pinned by the commit of the release that writes them', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const text = filled({ pin: { repository: 'acme/mlops', commit, version: '1.2.3' } });
  expect(text).toContain(`      - uses: acme/mlops/train@${commit} # v1.2.3\n`);
  expect(text).not.toContain('org/mlops');
});

test('an environment that setup cannot make, and data that DVC has, are steps for the user to add', () => {
  const text = filled({ foreign: 'the environment of pixi (pixi.lock)', pulls: true });
  expect(text).toContain(`    steps:
      # change: steps that put the environment of pixi (pixi.lock) here, which setup does not install
      # change: steps that bring what DVC has, such as run: dvc pull, with the rights of its remote
      - uses: org/mlops/train@v1
`);
  expect(text).not.toContain('setup@');
});
