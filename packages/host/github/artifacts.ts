import { basename, dirname, resolve } from 'node:path';
import { Fault, Mistake } from '#kit/outcome';
import type { Artifacts, Clock, Files, Log } from '#kit/ports';
import { demandPublishable, taken } from '../artifactname.ts';
import type { JobStream } from './jobstream.ts';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, 'root' | 'list' | 'temporary'>;
  readonly clock: Clock;
  readonly stream: JobStream;
  readonly log: Pick<Log, 'debug'>;
}

/** Weights hardly shrink; the fastest level keeps most of the gain for everything else. */
const COMPRESSION = 1;

/** Artifacts of the run, through the toolkit's client, loaded on first use. */
export function runArtifacts({ env, files, clock, stream, log }: Surroundings): Artifacts {
  const digests = new Map<string, string>();
  const client = async () => {
    if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL']) throw noService();
    return new (await import('@actions/artifact')).DefaultArtifactClient();
  };
  const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
    const { value, said } = await stream.hushed(work);
    for (const line of [...said.complaints, ...said.remarks]) log.debug(line);
    return value;
  };
  const listed = async () => {
    const { artifacts } = await quietly(async () => (await client()).listArtifacts({ latest: true }));
    for (const { id, digest } of artifacts) if (digest) digests.set(String(id), digest);
    return artifacts.map(({ name, id, createdAt }) => {
      return { name, id: String(id), createdAt: createdAt?.toISOString() ?? '' };
    });
  };
  return {
    async publish(name, folder) {
      const entries = await files.list(folder);
      demandPublishable(name, entries);
      const home = resolve(files.root, folder);
      const paths = entries.map(({ path }) => resolve(home, path));
      const upload = await client();
      try {
        const made = await quietly(() =>
          upload.uploadArtifact(name, paths, home, { compressionLevel: COMPRESSION }),
        );
        return { name, id: String(made.id ?? ''), createdAt: clock.now().toISOString() };
      } catch (cause) {
        if (cause instanceof Error && /\(409\)|already exists/i.test(cause.message)) throw taken(name, cause);
        throw new Fault(`the artifact ${name} could not be published`, { cause });
      }
    },
    async page(path) {
      const file = resolve(files.root, path);
      const upload = await client();
      try {
        const made = await quietly(() =>
          upload.uploadArtifact(basename(file), [file], dirname(file), { skipArchive: true }),
        );
        return String(made.id ?? '') || null;
      } catch (error) {
        log.debug(
          `${path} was not published as a page: ${error instanceof Error ? error.message : String(error)}`,
        );
        return null;
      }
    },
    list: listed,
    all: listed,
    async open({ name, id }) {
      const path = await files.temporary(name);
      const digest = digests.get(id);
      const expected = digest === undefined ? {} : { expectedHash: digest.replace(/^(sha256:)?/, 'sha256:') };
      const download = await client();
      const { digestMismatch } = await quietly(() =>
        download.downloadArtifact(Number(id), { path, ...expected }),
      );
      if (digestMismatch)
        throw new Fault(`the artifact ${name} arrived damaged: its SHA-256 is not ${digest}`);
      return path;
    },
  };
}

function noService(): Mistake {
  const remedy =
    'On act, start it with --artifact-server-path; GitHub Enterprise Server has no artifacts v4.';
  return new Mistake({ subject: 'artifacts', what: 'are not offered by this runner', remedy });
}
