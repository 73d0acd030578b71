import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { type Digest, digestOfValue } from '#record/digest';
import { FILE, URI } from '#record/vocabulary';

const text = z.nullable(z.string());

/** The part that is the same on every machine that resolves the same; the environment digest covers it whole. */
const spec = z.strictObject({
  kind: z.enum(['uv', 'pylock', 'requirements']),
  /** sorted by code point */
  selection: z.strictObject({ extras: z.array(z.string()), groups: z.array(z.string()) }),
  target: z.strictObject({ os: z.string(), arch: z.string(), libc: z.nullable(z.enum(['glibc', 'musl'])) }),
  python: z.strictObject({ implementation: z.string(), version: z.string() }),
  /** what the packages were built for (`cu130`, `cpu`, `rocm6.4`), not what the machine has; null: nothing says so */
  accelerator: z.strictObject({ backend: text }),
  /** what is installed on this target, sorted by name and version */
  packages: z.array(
    z.strictObject({
      name: z.string(),
      version: text,
      /** of every file the lock allows for it, not only of the one this target takes; `sha256:<hex>`, sorted */
      hashes: z.array(z.string()),
      /** null: a package index; else `git:<commit>`, `editable:<folder>`, `directory:<folder>`, `path:<file>` or `url` */
      source: text,
    }),
  ),
});

/** What was seen on this machine; the host digest covers it whole. */
const host = z.strictObject({
  os: text,
  kernel: text,
  libc: text,
  cpu: text,
  /** of a runner: its name and version */
  image: text,
  gpu: z.array(z.strictObject({ name: z.string(), driver: z.string(), computeCapability: z.string() })),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
});

export const manifest = z.strictObject({
  schema: z.literal(URI.environment),
  spec,
  lock: z.strictObject({ path: z.string(), sha256: z.string() }),
  /** weak: another day the same lock file may install other bytes; `weakness` says why */
  strength: z.enum(['strong', 'weak']),
  weakness: text,
  host,
});

/** `environment.json`: what an environment is made of, and where it was made. */
export type Manifest = z.infer<typeof manifest>;
export type Spec = Manifest['spec'];
export type HostFacts = Manifest['host'];

/** SHA-256 of the canonical JSON of {schema, spec}: the lock file's own bytes, the tool and the machine do not count. */
export function envDigestOf({ schema, spec }: Pick<Manifest, 'schema' | 'spec'>): Digest {
  return digestOfValue({ schema, spec });
}

/** SHA-256 of the canonical JSON of what was seen on the machine. */
export function hostDigestOf({ host }: Pick<Manifest, 'host'>): Digest {
  return digestOfValue(host);
}

/** Reads `environment.json`; a mistake when it is none, or one of another version of this program. */
export function readManifest(bytes: Uint8Array | string): Manifest {
  const read = manifest.safeParse(parsed(bytes));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const what = `is no environment manifest of ${URI.environment}: ${issue?.path.join('.')}: ${issue?.message}`;
  throw new Mistake({ subject: FILE.environment, what, remedy: 'Run setup again.' });
}

function parsed(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new Mistake(
      { subject: FILE.environment, what: 'is not JSON', remedy: 'Run setup again.' },
      { cause },
    );
  }
}
