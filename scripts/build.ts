import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from '#actions/pipeline/action';
import { ACTIONS } from '#cli/actions';
import { actionYml } from '#kit/manifest';

/**
 * dist/: an overlay in the release's layout, the same bytes on every machine. TypeScript emits, ncc bundles once,
 * and each action is a stub of a few lines over the shared bundle.
 */
const root = join(import.meta.dirname, '..');
const [build, dist] = [join(root, 'build'), join(root, 'dist')];
const node = (...words: string[]) =>
  execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

/**
 * An older Node is told so. A run that stands needs a small part of Node and of us; only where it does not, the whole is
 * loaded.
 */
const COMMAND_LINE = `#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(\`mlops needs Node 24 or newer; this is \${process.versions.node}.\\n\`);
  process.exit(2);
}
const words = process.argv.slice(2);
const { again } = words[0] === 'run' ? await import('./again.js') : {};
const status = (await again?.(words, process.env, process.cwd())) ?? null;
if (status === null) await import('./whole.js');
else process.exitCode = status;
`;

/**
 * What V8 has compiled once is kept, which halves the start. What is Node's own was compiled beforehand, which counts only
 * with V8 as Node sets it: it is loaded before flags are set.
 */
const WHOLE = `import 'node:child_process';
import 'node:crypto';
import { ReadStream } from 'node:fs';
import 'node:fs/promises';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import 'node:perf_hooks';
import 'node:stream/consumers';
import 'node:timers/promises';
import 'node:worker_threads';
import { setForShortRun } from './startflags.js';

void [process.stdout, process.stderr, performance, ReadStream];
setForShortRun();
module.enableCompileCache?.(join(homedir(), '.cache', 'mlops', 'compiled'));
const { cli } = await import('./index.js');
await cli(process.argv.slice(2));
`;

function compile(): void {
  rmSync(build, { recursive: true, force: true });
  const flags = ['--noEmit', 'false', '--outDir', build, '--rootDir', root, '--removeComments'];
  node(join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), ...flags);
  const source = readManifest();
  const imports = Object.fromEntries(
    Object.entries(source.imports).map(([name, target]) => [name, target.replace('.ts', '.js')]),
  );
  const { name, version } = source;
  writeFileSync(join(build, 'package.json'), JSON.stringify({ name, version, type: 'module', imports }));
}

function bundle(): void {
  rmSync(dist, { recursive: true, force: true });
  bundled('cli/entry.js', join(dist, 'lib'));
  // a process of its own, which starts at once and outlives the run
  beside('packages/target/process/front.js', 'front');
  // loaded before all else, and often instead of it
  beside('cli/again.js', 'again');
}

function beside(entry: string, name: string): void {
  const made = join(build, 'beside', name);
  bundled(entry, made);
  cpSync(join(made, 'index.js'), join(dist, 'lib', `${name}.js`));
  const licenses = join(made, 'licenses.txt');
  if (existsSync(licenses)) cpSync(licenses, join(dist, 'lib', `${name}.licenses.txt`));
}

function bundled(entry: string, into: string): void {
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  node(ncc, 'build', join(build, entry), '-o', into, '-q', '--license', 'licenses.txt');
}

function overlay(): void {
  for (const action of ACTIONS) {
    mkdirSync(join(dist, action.name), { recursive: true });
    writeFileSync(join(dist, action.name, 'action.yml'), actionYml(action));
    cpSync(join(root, 'actions', action.name, 'README.md'), join(dist, action.name, 'README.md'));
    writeStub(action.name);
  }
  // the one-step pipeline is the root of the release: uses: org/mlops@v1
  writeFileSync(join(dist, 'action.yml'), actionYml(pipeline, ''));
  writeStub(pipeline.name);
  writeFileSync(join(dist, 'lib', 'mlops.js'), COMMAND_LINE, { mode: 0o755 });
  writeFileSync(join(dist, 'lib', 'whole.js'), WHOLE);
  // a thread starts from a file of its own, and so does the command line
  for (const file of ['hashing/thread.js', 'hashing/order.js', 'hashing/stamp.js', 'startflags.js'])
    cpSync(join(build, 'packages/host', file), join(dist, 'lib', basename(file)));
  // in the release tree they lie there already
  cpSync(join(root, 'workflows-templates'), join(dist, 'workflows-templates'), { recursive: true });
  const { name, version, description, license } = readManifest();
  const manifest = {
    name,
    version,
    description,
    license,
    type: 'module',
    bin: { mlops: 'lib/mlops.js' },
    engines: { node: '>=24' },
  };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function writeStub(action: string): void {
  const stub = `import { start } from './index.js';\n\nawait start('${action}');\n`;
  writeFileSync(join(dist, 'lib', `${action}.js`), stub);
}

function readManifest(): {
  name: string;
  version: string;
  description: string;
  license: string;
  imports: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

compile();
bundle();
overlay();
const count = readdirSync(dist, { recursive: true }).length;
process.stdout.write(`dist/: ${count} files\n`);
