import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Project } from '#project/project';
import { type Digest, digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';

/** The environment a stage runs in, as `setup` left it. */
export interface Surroundings {
  readonly digest: Digest;
  /** the folder of its programs, put in front of PATH */
  readonly bin: string;
  /** the manifest's bytes, carried in the stage's artifact */
  readonly manifest: string;
  /** the same as CycloneDX */
  readonly bom: string;
  /** digest of what is outside the lock: kernel, libc, CPU, GPU, tool */
  readonly hostDigest: Digest;
  readonly lock: { readonly path: string; readonly sha256: string };
}

/** What `setup` leaves for the later steps of its job: where the environment lies and what it is. */
export interface Pointer extends Surroundings {
  readonly python: string;
}

/** The variable by which later steps of a job find what `setup` left. */
const ENVIRONMENT_VARIABLE = 'MLOPS_ENVIRONMENT';
const POINTER = `${FILE.state}/${FILE.environment}`;

/** Writes the pointer and names it to the later steps of the job. */
export async function leavePointer(pointer: Pointer, host: Host): Promise<void> {
  await host.files.write(POINTER, JSON.stringify(pointer, null, 2));
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
  const pointer: Pointer = JSON.parse(await host.files.text(path));
  const there = (await host.files.exists(pointer.lock.path)) === 'file';
  const now = there ? digestOf(await host.files.bytes(pointer.lock.path)) : null;
  if (now !== pointer.lock.sha256) {
    const remedy = `Run setup again before ${stage}.`;
    throw new Mistake({
      subject: pointer.lock.path,
      what: 'has changed since setup made the environment',
      remedy,
    });
  }
  return pointer;
}
