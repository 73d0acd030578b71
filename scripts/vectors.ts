import { casesIn } from './vectors/case.ts';
import type { Difference } from './vectors/difference.ts';
import { tried } from './vectors/trial.ts';

/**
 * `node scripts/vectors.ts <folder>…`: every case of the vector files there (judge.md 0) through the public functions
 * of packages/judge. One line a failure; ends with 1 where there is one, or where there is no case.
 */
const folders = process.argv.slice(2);
if (folders.length === 0) {
  process.stderr.write('Usage: node scripts/vectors.ts <folder>…\n');
  process.exit(2);
}

function spelled(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.replaceAll('\n', ' ');
  const text = JSON.stringify(value, (_, one) => (Number.isNaN(one) ? 'NaN' : one)) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function line(id: string, { at, expected, got }: Difference): string {
  const key = at === '' ? '' : ` ${at}`;
  return `${id}${key}: expected ${spelled(expected)}, got ${spelled(got)}\n`;
}

const cases = casesIn(folders);
const compared = cases.filter(({ randomised }) => !randomised);
let failed = 0;
for (const one of compared) {
  const [first, ...more] = tried(one);
  if (first === undefined) continue;
  failed++;
  process.stdout.write(line(more.length === 0 ? one.id : `${one.id} (${more.length + 1} places)`, first));
}
const random = cases.length - compared.length;
process.stdout.write(`${compared.length - failed} passed, ${failed} failed; ${random} randomised left out\n`);
process.exitCode = failed > 0 || compared.length === 0 ? 1 : 0;
