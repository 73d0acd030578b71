import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, NOMINAL } from './calibrate/cell.ts';
import { CHAPTERS } from './calibrate/chapters.ts';
import { chartOf } from './calibrate/chart.ts';
import { breaches, pageOf } from './calibrate/page.ts';
import { percent } from './calibrate/rate.ts';

/**
 * `npm run calibrate`: simulates every decision path, prints each place of the grid, and writes docs/calibration.md
 * with its chart. `-- --quick` simulates a tenth and writes nothing. Ends with 1 where a judge that is bound errs more.
 */
const root = join(import.meta.dirname, '..');
const quick = process.argv.includes('--quick');
const start = performance.now();

const chapters = CHAPTERS.map(({ grid, ...chapter }) => {
  process.stdout.write(`\n${chapter.title}\n`);
  const cells = grid.map(({ trials, simulate }): Cell => {
    const cell = simulate(quick ? Math.ceil(trials / 10) : trials);
    const rates = [...Object.values(cell.errors), ...Object.values(cell.powers)].map(percent);
    process.stdout.write(`  ${cell.name}: ${rates.join('  ')}\n`);
    return cell;
  });
  return { ...chapter, cells };
});
const cellsOf = (held: boolean) =>
  chapters.filter((chapter) => chapter.bound === held).flatMap(({ cells }) => cells);
const minutes = (performance.now() - start) / 60_000;
const bound = chapters.filter((chapter) => chapter.bound);
const broken = bound.flatMap(({ cells }) => cells.flatMap(breaches));
const places = chapters.reduce((sum, { cells }) => sum + cells.length, 0);
const trials = chapters.reduce(
  (sum, { cells }) =>
    sum + cells.reduce((all, cell) => all + (Object.values(cell.errors)[0]?.trials ?? 0), 0),
  0,
);
process.stdout.write(
  `\n${places} places, ${trials} draws, ${minutes.toFixed(1)} min; nominal ${NOMINAL * 100} %\n${broken.map((one) => `beyond the bound: ${one}\n`).join('')}`,
);
if (!quick) {
  const what = `${trials.toLocaleString('en')} draws in ${places} places.`;
  writeFileSync(join(root, 'docs/calibration.md'), pageOf(chapters, what));
  writeFileSync(join(root, 'docs/calibration.svg'), chartOf(cellsOf(true), cellsOf(false)));
}
process.exitCode = broken.length > 0 ? 1 : 0;
