import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const module = JSON.stringify(join(import.meta.dirname, 'startflags.ts'));

/** What a fresh Node says that does this. */
function said(source: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

test('V8 knows every flag that is set, and every way back', () => {
  const work = 'console.log(await asNodeSets(async () => "done"))';
  expect(said(`import { asNodeSets, setForShortRun } from ${module}; setForShortRun(); ${work}`)).toBe(
    'done\n',
  );
});

test('where nothing was set nothing is put back', () => {
  expect(said(`import { asNodeSets } from ${module}; console.log(await asNodeSets(async () => 1))`)).toBe(
    '1\n',
  );
});
