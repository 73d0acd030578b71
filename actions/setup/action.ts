import { declare } from '#kit/declaration';
import { flag } from '#kit/field';
import { commonFields, dryRun, environmentFields } from '#project/sections';

const { model: _, ...common } = commonFields;

/** The versioned environment of a job: a step, not a job of its own. */
export const setup = declare({
  name: 'setup',
  description:
    'Install the environment a lock file describes, check it package by package, and give it a digest.',
  permissions: { contents: 'read' },
  section: 'environment',
  inputs: {
    ...common,
    ...environmentFields,
    cache: flag({
      description: 'Keep downloaded packages over runs (runners only; a laptop has its own cache).',
      default: 'true',
    }),
    'dry-run': dryRun,
  },
  outputs: {
    'env-digest':
      'SHA-256 of the environment: packages with hashes, Python, platform. Equal on every machine that resolves the same.',
    'host-digest': 'SHA-256 of what is outside the lock: kernel, libc, CPU, GPU, tool.',
    'python-path': 'Absolute path of the Python of the environment.',
    'cache-hit':
      'true when nothing had to be downloaded: the environment was there, or its packages were cached.',
    'uv-version': 'Version of uv that installed it.',
  },
});
