import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Fetches what tests need and npm does not bring; quick when nothing is missing. */
const ACT = '0.2.89';
const bin = join(import.meta.dirname, '..', '.cache', 'bin');

/** A program tests cannot do without, and the Debian package that has it. */
const PROGRAMS = { git: 'git', bash: 'bash', python3: 'python3', tar: 'tar' } as const;

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function installPrograms(): void {
  const missing = Object.entries(PROGRAMS).flatMap(([program, pack]) => (has(program) ? [] : [pack]));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !has('apt-get')) fail(`Missing: ${missing.join(', ')}. As root: ${command}`);
  execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit' });
  execFileSync('apt-get', command.split(' ').slice(1), { stdio: 'inherit' });
}

function installAct(): void {
  const act = join(bin, 'act');
  if (existsSync(act) && spawnSync(act, ['--version'], { encoding: 'utf8' }).status === 0) return;
  if (!has('go') && spawnSync('go', ['version']).error !== undefined) {
    fail('Missing: Go 1.24 or newer, to build the runner of the workflow tests (golang.org/dl, or Debian’s golang).');
  }
  mkdirSync(bin, { recursive: true });
  process.stdout.write(`act ${ACT} is built, about a minute …\n`);
  execFileSync('go', ['install', '-tags', 'WITHOUT_DOCKER', '-ldflags', '-s -w', `github.com/nektos/act@v${ACT}`], {
    stdio: 'inherit',
    env: { ...process.env, GOBIN: bin },
  });
}

installPrograms();
installAct();
