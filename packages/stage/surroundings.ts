import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Project } from '#project/project';
import { digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';

const pointer = z.object({
  /** of the environment: what is in keys */
  digest: z.string(),
  /** of the machine: recorded and compared, in no key */
  hostDigest: z.string(),
  /** the folder of its programs, put in front of PATH */
  bin: z.string(),
  /** the manifest's bytes, carried in the stage's artifact */
  manifest: z.string(),
  /** the same as a CycloneDX bill of materials, carried beside it */
  bom: z.string(),
  lock: z.object({ path: z.string(), sha256: z.string() }),
  python: z.string(),
});

/** What `setup` leaves for the later steps of its job: where the environment lies and what it is. */
export type Pointer = Readonly<z.infer<typeof pointer>>;

/** The environment a stage runs in, as `setup` left it. */
export type Surroundings = Pick<Pointer, 'digest' | 'hostDigest' | 'bin' | 'manifest' | 'bom' | 'lock'>;

const manifest = z.object({
  spec: z.object({
    python: z.object({ version: z.string() }),
    selection: z.object({ extras: z.array(z.string()), groups: z.array(z.string()) }),
  }),
});

/** What was chosen besides the lock file; with its path, all that setup has to be told to make the same again. */
export interface Selection {
  readonly python: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
}

/** The selection that `environment.json` names; null where the text is none. */
export function selectionOf(text: string): Selection | null {
  const read = manifest.safeParse(JSON.parse(text));
  if (!read.success) return null;
  const { python, selection } = read.data.spec;
  return { python: python.version, ...selection };
}

const locked = z.object({
  schema: z.string(),
  spec: z.looseObject({
    kind: z.string(),
    target: z.looseObject({ os: z.string(), arch: z.string() }),
  }),
  lock: z.object({ path: z.string(), sha256: z.string() }),
});

/** What `environment.json` says: all that its digest covers, and the lock file; not the machine it was written on. */
export type Locked = Readonly<z.infer<typeof locked>>;

/** Null where the text is none. */
export function lockedOf(text: string): Locked | null {
  const read = locked.safeParse(JSON.parse(text));
  return read.success ? read.data : null;
}

/** The variable by which later steps of a job find what `setup` left. */
const ENVIRONMENT_VARIABLE = 'MLOPS_ENVIRONMENT';
const POINTER = `${FILE.state}/${FILE.environment}`;

/** Writes the pointer and names it to the later steps of the job. */
export async function leavePointer(left: Pointer, host: Host): Promise<void> {
  await host.files.write(POINTER, JSON.stringify(left, null, 2));
  host.results.variable(ENVIRONMENT_VARIABLE, await host.files.resolve(POINTER, 'environment'));
}

/**
 * The environment that `setup` made in this job (on a laptop: in this folder). None though the project declares
 * one, or one whose lock file has changed since, is a mistake.
 */
export async function findSurroundings(
  stage: string,
  project: Project,
  host: Host,
): Promise<Surroundings | null> {
  const path = host.env[ENVIRONMENT_VARIABLE] ?? (host.kind === 'local' ? POINTER : undefined);
  if (path === undefined || (await host.files.exists(path)) !== 'file') {
    if (!project.declaresEnvironment) return null;
    const step =
      host.kind === 'github'
        ? 'Add the step uses: org/mlops/setup@v1 before it in this job.'
        : 'Run mlops setup first.';
    const what = `declares an environment, and ${stage} runs without it: setup has not run ${host.kind === 'github' ? 'in this job' : 'here'}`;
    throw new Mistake({ subject: project.file ?? 'mlops.yml', what, remedy: step });
  }
  const found = readPointer(await host.files.text(path), stage);
  const there = (await host.files.exists(found.lock.path)) === 'file';
  const now = there ? digestOf(await host.files.bytes(found.lock.path)) : null;
  if (now !== found.lock.sha256) {
    const remedy = `Run setup again before ${stage}.`;
    throw new Mistake({
      subject: found.lock.path,
      what: 'has changed since setup made the environment',
      remedy,
    });
  }
  return found;
}

/** What is known of the environment travels with the result: its manifest, and as CycloneDX. */
export async function writeEnvironment(
  folder: string,
  { host, surroundings }: { readonly host: Host; readonly surroundings: Surroundings | null },
): Promise<void> {
  if (surroundings === null) return;
  await host.files.write(`${folder}/${FILE.environment}`, surroundings.manifest);
  await host.files.write(`${folder}/${FILE.bom}`, surroundings.bom);
}

/** What another version of this program left, or a file that was cut, is no environment to run in. */
function readPointer(text: string, stage: string): Pointer {
  try {
    return pointer.parse(JSON.parse(text));
  } catch (cause) {
    const what = 'is not what setup of this version leaves';
    const remedy = `Run setup again before ${stage}.`;
    throw new Mistake({ subject: POINTER, what, remedy }, { cause });
  }
}
