import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openHost } from '#host/host';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { conclude } from '#kit/run';
import type { Command, Words } from './command.ts';
import { CONFIG, placeFor } from './invoke.ts';

const FORMATS = ['tree', 'mermaid', 'json'] as const;
const CHECKS = ['all', 'none'] as const;

/** `mlops lineage`: looks, takes no lock and writes nothing, so that it works beside a run. */
export const lineage: Command = {
  name: 'lineage',
  description:
    'Draw where a run, a model or a record comes from; each edge is signed, by digest, not checked or broken.',
  usage: '[run | digest | path] [--format tree] [--check all]',
  options: {
    'format <tree|mermaid|json>': 'How it is drawn; tree by default.',
    'check <all|none>': 'none: records are compared, and no bytes of data, models and code are read.',
    ...CONFIG,
  },
  async run(words, env, cwd): Promise<ExitStatus> {
    const format = one(words, 'format', FORMATS);
    const look = { bytes: one(words, 'check', CHECKS) === 'all', cache: true };
    const question = await questionOf(words, cwd);
    const { root, workspace } = placeFor(words, env, cwd);
    const host = await openHost({ env, root, workspace, permissions: {}, action: 'lineage', looking: true });
    try {
      const { lineageHere } = await import('#stage/lineage');
      const found = await lineageHere(question, look, host);
      const { written } = await import('./drawing.ts');
      process.stdout.write(written(found, format, env));
      return found.edges.some(({ state }) => state === 'broken') ? EXIT.verdict : EXIT.ok;
    } catch (error) {
      return conclude(error, host.log, host.cancelled.aborted);
    } finally {
      await host.close();
    }
  },
};

function one<T extends string>({ options }: Words, name: string, known: readonly [T, ...T[]]): T {
  const value = options.value(name);
  const found = value === undefined ? known[0] : known.find((word) => word === value);
  if (found !== undefined) return found;
  const remedy = `Write one of: ${known.join(', ')}.`;
  throw new Mistake({ subject: `--${name}`, what: 'is not known', remedy, value: value ?? '' });
}

/** What lies at a path is meant by it, unless the word is written as a run or a digest is. */
async function questionOf({ names }: Words, cwd: string) {
  const [said, ...more] = names;
  if (more.length > 0) {
    const remedy = 'Name one run, digest or path.';
    throw new Mistake({ subject: names.join(' '), what: 'is more than one', remedy });
  }
  if (said === undefined || /^(sha256:)?[0-9a-f]{4,64}$/.test(said)) return { said };
  const path = resolve(cwd, said);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? { path } : { said };
}
