import { resolve } from 'node:path';
import { openHost } from '#host/host';
import { EXIT, type ExitStatus } from '#kit/outcome';
import { conclude } from '#kit/run';
import type { Command } from './command.ts';
import { CONFIG, openProject, placeFor } from './invoke.ts';

/** `mlops overview`: one page of a model's way to production and back, from the records alone. */
export const overview: Command = {
  name: 'overview',
  description:
    'Write one HTML page of the way to production and back: what serves, the chain, what happened when, drift, metrics.',
  usage: '[--output overview.html]',
  options: {
    'output <file>': 'Where the page is written. Default: .mlops/overview.html.',
    ...CONFIG,
  },
  async run(words, env, cwd): Promise<ExitStatus> {
    const { options } = words;
    const place = placeFor(words, env, cwd);
    const { root, workspace } = place;
    const host = await openHost({ env, root, workspace, permissions: {}, action: 'overview', looking: true });
    try {
      const { OVERVIEW, writeOverview } = await import('#stage/overview');
      const { model } = await openProject(place, host);
      const output = options.value('output');
      const path = output === undefined ? resolve(root, OVERVIEW) : resolve(cwd, output);
      await writeOverview(path, model, host);
      process.stdout.write(`${path}\n`);
      return EXIT.ok;
    } catch (error) {
      return conclude(error, host.log, host.cancelled.aborted);
    } finally {
      await host.close();
    }
  },
};
