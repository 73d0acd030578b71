import { expect, test } from 'vitest';
import { parseGates } from '#judge/gate/gate';
import type { GateResult } from '#judge/verdict';
import type { Position } from '#kit/outcome';
import { bareProject, parseProject } from '#project/project';
import { remarkErrors, remarkSlips } from './gateremarks.ts';

const GATES = ['log_loss <= 0.5', 'roc_auk >= 0.7'];
const SOURCE = `schema: 1
evaluate:
  gates:
    - log_loss <= 0.5
    - "roc_auk >= 0.7"
`;

/** What is logged, and where. */
function heard(project = parseProject(SOURCE, 'mlops.yml', 'm')) {
  const lines: [string, Position | undefined][] = [];
  const hear = (text: string, at?: Position) => void lines.push([text, at]);
  const log = {
    ...{ info: hear, debug: hear, notice: hear, warning: hear, error: hear, foreign: hear },
    ...{ group: <T>(_: string, body: () => Promise<T>) => body(), mask: hear, masked: () => [] },
    progress: () => ({ update: () => {}, end: () => {} }),
  };
  return { lines, scene: { project, host: { log } } };
}

const rubric = (gates: readonly string[] = GATES) => ({ task: 'binary' as const, gates: parseGates(gates) });
const NOTHING = { metrics: [], measures: {} };

test('a slip in the name of a metric is noted before anything is scored, with its line and column', () => {
  const { lines, scene } = heard();
  remarkSlips(rubric(), NOTHING, scene);
  expect(lines).toEqual([
    [
      'roc_auk >= 0.7 (mlops.yml:5:8): roc_auk is no measure of the task binary: did you mean roc_auc?',
      { file: 'mlops.yml', line: 5, column: 8 },
    ],
  ]);
});

test('of gates that a workflow says, the line is that of the input', () => {
  const { lines, scene } = heard(bareProject('m'));
  remarkSlips(rubric(), NOTHING, scene);
  expect(lines).toEqual([
    [
      'roc_auk >= 0.7 (gates, line 2): roc_auk is no measure of the task binary: did you mean roc_auc?',
      undefined,
    ],
  ]);
});

test.each([
  ['a measure of the task', 'balanced_accuracy >= 0.5', NOTHING],
  ['a measure of another task, which the verdict tells', 'mae <= 3', NOTHING],
  ['a fact of the model', 'model.size <= 3 MB', NOTHING],
  ['what training wrote', 'train.acuracy >= 0.5', NOTHING],
  ['what a benchmark measures', 'latency.p95 <= 3 ms', NOTHING],
  ['what is like nothing', 'xyz >= 1', NOTHING],
  ['what a file of metrics may hold', 'roc_auk >= 0.7', { ...NOTHING, metrics: ['m.json'] }],
  ['what a command of the user may write', 'roc_auk >= 0.7', { ...NOTHING, measures: { roc_auk: 'x' } }],
])('nothing is noted of %s', (_, gate, others) => {
  const { lines, scene } = heard();
  remarkSlips(rubric([gate]), others, scene);
  expect(lines).toEqual([]);
});

const result = (facts: Partial<GateResult>): GateResult => ({
  ...{ gate: 'roc_auk >= 0.7', level: 'fail', state: 'error', metric: 'roc_auk', operator: '>=' },
  reason: 'there is no metric roc_auk; did you mean roc_auc?',
  ...facts,
});

test('a gate that cannot be judged is told where its metric stands', () => {
  const { lines, scene } = heard();
  remarkErrors(
    { gates: [result({ gate: 'log_loss <= 0.5', state: 'pass' }), result({}), result({})] },
    rubric(),
    scene,
  );
  expect(lines).toEqual([
    [
      'roc_auk >= 0.7 (mlops.yml:5:8): there is no metric roc_auk; did you mean roc_auc?',
      { file: 'mlops.yml', line: 5, column: 8 },
    ],
  ]);
});

test.each([
  ['fails', { state: 'fail' as const }],
  ['is of before the change', { from: 'before' as const }],
  ['is accepted', { accepted: { why: 'known', until: '2030-01-01' } }],
])('a gate that %s is not', (_, facts) => {
  const { lines, scene } = heard();
  remarkErrors({ gates: [result(facts)] }, rubric(), scene);
  expect(lines).toEqual([]);
});
