import { createReadStream } from 'node:fs';
import { measureAll } from '#metrics/measure/measures';
import { predictionsOf } from '#metrics/predictions';
import { readTable } from '#metrics/reader/reader';
import { rolesOf, wantedColumns } from '#metrics/roles';

/** Measures of each file named, as a whole process: what evaluate does between the file and the verdict. */
const CHUNK = 1 << 20;
// ids are left out, as scikit-learn has none
const roles = rolesOf({ label: 'label', score: 'score' });

for (const file of process.argv.slice(2)) {
  const wanted = wantedColumns(roles, []);
  wanted.delete('id');
  const table = await readTable(createReadStream(file, { highWaterMark: CHUNK }), file, wanted);
  const predictions = predictionsOf(table, { task: 'binary', columns: roles, slices: [] });
  for (const { metric, value } of measureAll(predictions, [], ['average_precision']).measurements)
    process.stdout.write(`${metric} ${value}\n`);
}
