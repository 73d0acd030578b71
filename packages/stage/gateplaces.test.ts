import { expect, test } from 'vitest';
import { parseGates } from '#judge/gate/gate';
import { parseProject } from '#project/project';
import { gatePlaces, placesIn } from './gateplaces.ts';

test('what evaluate writes of its gates is read again: file, line, column and what ends the job', () => {
  const project = parseProject('schema: 1\nevaluate:\n  gates: ["mae <= 3"]\n', 'a/mlops.yml', 'm');
  const rubric = { gates: parseGates(['mae <= 3', 'rmse <= 4']) };
  const written = gatePlaces({ rubric, failOn: new Set(['fail']) }, { project });
  expect(placesIn(written)).toEqual({
    file: 'a/mlops.yml',
    failOn: new Set(['fail']),
    places: new Map([['mae <= 3', { line: 3, column: 12 }]]),
  });
});

test('one of before, which has no columns, is read too', () => {
  const source = '{"file": "mlops.yml", "failOn": [], "gates": [{"gate": "a > 1", "line": 4}]}';
  expect(placesIn(source)?.places).toEqual(new Map([['a > 1', { line: 4 }]]));
});

test.each([
  '',
  '{',
  '[]',
  '{"file": 1}',
  '{"file": null, "failOn": [], "gates": [{"gate": "a", "line": 0}]}',
])('what is damaged is none: %s', (source) => {
  expect(placesIn(source)).toBeNull();
});
