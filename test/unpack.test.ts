import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const build = join(import.meta.dirname, '../build/packages');

/** Packs and unpacks 3 MB on a disk of 5 MB; that there is room enough is said to it, as where others write too. */
const PROGRAM = `
  const { packImage } = await import('${build}/image/pack.js');
  const { unpackImage } = await import('${build}/image/unpack.js');
  const { diskFiles } = await import('${build}/host/files.js');
  const { createHash } = await import('node:crypto');
  const { readdirSync } = await import('node:fs');
  const root = process.argv[1];
  const files = { ...diskFiles({ root, workspace: root }), free: async () => 1e12 };
  const weights = Buffer.alloc(1_500_000, 'w');
  const two = ['models/a', 'models/b'].map((path) => ({ path, source: path, program: false, size: weights.length, sha256: createHash('sha256').update(weights).digest('hex') }));
  for (const { path } of two) await files.write(path, weights);
  const none = { path: 'app', files: [] };
  const identity = { model: 'm', digests: { model: 'a', environment: null, data: null }, revision: null, source: null, path: '/models/m', lock: null, platform: { os: 'linux', architecture: 'amd64' } };
  const { image } = await packImage({ identity, concerns: { weights: { path: 'models', files: two }, environment: none, code: none } }, 'layout', { files });
  await files.remove('models');
  const said = await unpackImage('layout', image.digest.slice(7), 'out', { files }).then(() => 'done', (error) => error.message);
  console.log(JSON.stringify({ said, left: readdirSync(root).sort(), drafts: readdirSync(root + '/.mlops/tmp') }));
`;

test('a disk that is full in the middle of unpacking is said, and nothing is left half written', () => {
  const disk = mkdtempSync(join(tmpdir(), 'full-'));
  try {
    const command = 'mount -t tmpfs -o size=5m tmpfs "$2" && exec "$0" --input-type=module -e "$1" "$2"';
    const words = ['-rm', 'bash', '-c', command, process.execPath, PROGRAM, disk];
    const told = JSON.parse(execFileSync('unshare', words, { encoding: 'utf8' }));
    expect(told.said).toMatch(/^out\.part\/models\/b: cannot be written: the disk is full\. Make room/);
    expect(told.left).toEqual(['.mlops', 'layout']);
    expect(told.drafts).toEqual([]);
  } finally {
    rmSync(disk, { recursive: true });
  }
});
