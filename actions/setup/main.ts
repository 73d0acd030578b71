import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { bomOf } from '#environment/bom';
import { provide } from '#environment/provision';
import { story } from '#kit/declaration';
import { canonical } from '#record/canonical';
import { digestOf } from '#record/digest';
import { leavePointer } from '#stage/surroundings';
import { setup } from './action.ts';

export default story(setup, async (inputs, host) => {
  const toolFolder = host.env['RUNNER_TOOL_CACHE'] ?? join(homedir(), '.cache', 'mlops');
  const wish = {
    ...(inputs.lock === undefined ? {} : { lock: inputs.lock }),
    ...(inputs.python === undefined ? {} : { python: inputs.python }),
    extras: inputs.extras,
    groups: inputs.groups,
    toolFolder: join(toolFolder, 'mlops-tools'),
    useCache: inputs.cache && host.kind === 'github',
    dryRun: inputs['dry-run'],
  };
  const made = await host.log.group('setup', () => provide(wish, host));
  if (!inputs['dry-run']) {
    const { path } = made.manifest.lock;
    await leavePointer(
      {
        digest: made.envDigest,
        hostDigest: made.hostDigest,
        bin: made.binPath,
        python: made.pythonPath,
        manifest: `${canonical(made.manifest)}\n`,
        bom: bomOf(made.manifest),
        lock: { path, sha256: digestOf(await host.files.bytes(path)) },
      },
      host,
    );
    host.results.path(made.binPath);
    host.results.variable('VIRTUAL_ENV', dirname(made.binPath));
  }
  return {
    why: `environment ${made.envDigest.slice(0, 12)}`,
    outputs: {
      'env-digest': made.envDigest,
      'host-digest': made.hostDigest,
      'python-path': made.pythonPath,
      'cache-hit': String(made.cacheHit),
      'uv-version': made.uvVersion,
    },
  };
});
