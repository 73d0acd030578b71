import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endBelow } from './leftovers.ts';
import { Workspace } from './workspace.ts';

test('what works below a folder is ended, and nothing else', async () => {
  using here = Workspace.of({ 'deep/file': '' });
  using there = new Workspace();
  const below = spawn('sleep', ['60'], { cwd: `${here.path}/deep` });
  const beside = spawn('sleep', ['60'], { cwd: there.path });
  await Promise.all([once(below, 'spawn'), once(beside, 'spawn')]);
  const ended = once(below, 'exit');
  endBelow(here.path);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(beside.exitCode ?? beside.signalCode).toBeNull();
  beside.kill();
});
