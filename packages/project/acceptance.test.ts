import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProject } from './project.ts';
import { evaluateFields } from './sections.ts';

test('the acceptance that the page on verdicts shows is read', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/verdicts.md'), 'utf8');
  const [, block = ''] = /```yaml\n(evaluate:\n {2}accept:[\s\S]*?)```/.exec(page) ?? [];
  const project = parseProject(`schema: 1\n${block}`, 'mlops.yml', 'tiny');
  const said = project.section('evaluate').get('accept')?.said;
  expect(said !== undefined && 'value' in said && evaluateFields.accept.schema.parse(said.value)).toEqual([
    {
      gate: 'roc_auc >= 0.70',
      why: 'the labels of May are wrong, issue 112',
      until: '2026-12-31',
      by: 'Ada',
    },
  ]);
});

test.each([
  ['2026-12-31', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['31.12.2026', false],
  ['tomorrow', false],
  ['2026-12-31T00:00:00Z', false],
])('%s as the last day: %s', (until, good) => {
  const entry = { gate: 'a', why: 'b', until };
  expect(evaluateFields.accept.schema.safeParse([entry]).success).toBe(good);
});

test('an acceptance without an end is a mistake that says so', () => {
  const source = 'schema: 1\nevaluate:\n  accept:\n    - { gate: a >= 1, why: b }\n';
  expect(() => parseProject(source, 'mlops.yml', 'tiny')).toThrow(
    'evaluate.accept.0.until (mlops.yml:4:7): is missing: without a last day, e.g. 2026-12-31, a red gate would pass for ever. Add it.',
  );
});
