import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const packages = join(import.meta.dirname, '../packages');

/** Packs and unpacks 3 MB on a disk of 8 MB that others fill too; the room there is is asked for before they do. */
const PROGRAM = `
  const { packImage } = await import('${packages}/image/pack.ts');
  const { unpackImage } = await import('${packages}/image/unpack.ts');
  const { diskFiles } = await import('${packages}/host/files.ts');
  const { createHash } = await import('node:crypto');
  const { readdirSync } = await import('node:fs');
  const root = process.argv[1];
  const files = { ...diskFiles({ root, workspace: root }), free: async () => 1e12 };
  const weights = Buffer.alloc(1_500_000, 'w');
  const two = ['models/a', 'models/b'].map((path) => ({ path, source: path, program: false, size: weights.length, sha256: createHash('sha256').update(weights).digest('hex') }));
  for (const { path } of two) await files.write(path, weights);
  const none = { path: 'app', files: [] };
  const identity = { model: 'm', digests: { model: 'a', environment: null, data: null }, revision: null, source: null, path: '/models/m', lock: null, platform: { os: 'linux', architecture: 'amd64' } };
  const contents = { identity, concerns: { weights: { path: 'models', files: two }, environment: none, code: none } };
  const pack = () => packImage(contents, 'layout', { files });
  const message = (error) => error.message;
  const found = () => readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
  await files.write('ballast', Buffer.alloc(3_000_000));
  const packing = { said: await pack().then(() => 'done', message), files: found() };
  await files.remove('ballast');
  const { image } = await pack();
  await files.remove('models');
  await files.write('ballast', Buffer.alloc(3_000_000));
  const unpacking = { said: await unpackImage('layout', image.digest.slice(7), 'out', { files }).then(() => 'done', message) };
  console.log(JSON.stringify({ packing, unpacking, left: readdirSync(root).sort(), drafts: readdirSync(root + '/.mlops/tmp') }));
`;

test('a disk that is full in the middle of packing or unpacking is said, and nothing is left half written', () => {
  const disk = mkdtempSync(join(tmpdir(), 'full-'));
  try {
    const command = 'mount -t tmpfs -o size=8m tmpfs "$2" && exec "$0" --input-type=module -e "$1" "$2"';
    const words = ['-rm', 'bash', '-c', command, process.execPath, PROGRAM, disk];
    const told = JSON.parse(execFileSync('unshare', words, { encoding: 'utf8' }));
    expect(told.packing.said).toMatch(
      /^layout\/blobs\/draft: cannot be written: the disk is full\. Make room/,
    );
    // the weights and the ballast, and nothing of the image
    expect(told.packing.files).toBe(3);
    expect(told.unpacking.said).toMatch(
      /^out\.part\/models\/b: cannot be written: the disk is full\. Make room/,
    );
    expect(told.left).toEqual(['.mlops', 'ballast', 'layout']);
    expect(told.drafts).toEqual([]);
  } finally {
    rmSync(disk, { recursive: true });
  }
});
