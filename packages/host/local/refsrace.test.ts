import type * as Fs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { folderRefs } from './refs.ts';

const meanwhile = vi.hoisted(() => ({ happens: (_place: string) => {} }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const readdirSync = (place: string, options: { withFileTypes: true }) => {
    meanwhile.happens(place);
    return fs.readdirSync(place, options);
  };
  return { ...fs, readdirSync };
});

test('a ref that is taken away while it is read is absent, not one of fewer files', async () => {
  const { mkdirSync, writeFileSync } = await vi.importActual<typeof Fs>('node:fs');
  const home = mkdtempSync(join(tmpdir(), 'refs-'));
  const refs = folderRefs(home);
  const files = new Map(['record.json', 'verdict.json'].map((path) => [path, Buffer.from(path)]));
  await refs.move('flights', 'baseline', { digest: 'd1', files, message: 'moved' }, null);
  const folder = join(home, 'flights', 'baseline');
  meanwhile.happens = (place) => {
    if (place !== join(folder, '@1', 'files')) return;
    mkdirSync(join(folder, '@2'), { recursive: true });
    writeFileSync(join(folder, '@2', 'ref.json'), JSON.stringify({ digest: null, message: 'taken away' }));
    rmSync(join(place, 'record.json'), { force: true });
  };
  try {
    expect(await refs.read('flights', 'baseline')).toBeNull();
  } finally {
    rmSync(home, { recursive: true });
  }
});
