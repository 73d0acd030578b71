import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from '../outcome.ts';
import { compiledEnvironment, outcomesOf, peerPython, type Took, takeTurns, took } from './peer.ts';

const ROUNDS = 3;
const ROWS = 1_000_000;
const SEED = 20_260;
const EVIDENTLY = 'evidently==0.7.23';
/** It does not load beside pandas 3. */
const OLDER = [EVIDENTLY, 'pandas==2.3.3', 'pyarrow==26.0.1'];

const here = import.meta.dirname;
const script = join(here, 'python/drift.py');
const root = join(here, '../../..');
const mlops = join(root, 'dist/lib/mlops.js');

/** `mlops judge drift` on a million rows of 50 columns a side, from files to the verdict, beside what Python does. */
export async function* drift(scratch: string): AsyncGenerator<Outcome> {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'ignore' });
  const python = await peerPython();
  const older = await compiledEnvironment('bench-evidently', OLDER);
  const stem = join(scratch, 'drift');
  took(python, [python, script, 'make', String(ROWS), String(SEED), stem]);
  const words = ['judge', 'drift', '--reference', `${stem}-reference.parquet`] as const;
  const own = () =>
    took(python, [process.execPath, mlops, ...words, '--current', `${stem}-current.parquet`, '--json']);
  const peer = (tool: string, by: string) => () => took(python, [by, script, tool, stem]);
  const what = `drift of ${ROWS.toLocaleString('en-US')} x 50 in parquet`;

  const loops = takeTurns(ROUNDS, own, peer('scipy', python));
  demandEqual(loops.own[0], loops.peer[0]);
  yield* outcomesOf(what, 'loops over SciPy', loops, { elapsed: 5, cpu: 5, peak: 2 });

  // it takes minutes: a single round, as the line says
  const preset = takeTurns(1, own, peer('evidently', older));
  demandEqual(preset.own[0], preset.peer[0]);
  yield* outcomesOf(what, `the preset of ${EVIDENTLY}, run once`, preset, { elapsed: 20, cpu: 20, peak: 2 });
}

/** A ratio of times is worth something only where both find the same columns. */
function demandEqual(own: Took | undefined, peer: Took | undefined): void {
  const { columns }: { readonly columns: readonly { readonly moved: boolean }[] } = JSON.parse(
    own?.stdout ?? '',
  );
  const moved = `drifted ${columns.filter((one) => one.moved).length}`;
  if (moved !== peer?.stdout.trim()) throw new Error(`${moved} here, ${peer?.stdout.trim()} there`);
}
