import { Fault, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { artifactName } from '#project/stages';
import type { Told } from '#record/reading';
import { type Statement, subjectDigest } from '#record/statement';
import type { KeptRows } from './baseline.ts';
import type { Scene } from './scene.ts';

/** The run of GitHub that a record is of; null of a record that was made elsewhere. */
export function runOf({ invocation }: Pick<Told, 'invocation'>): string | null {
  return /\/actions\/runs\/(\d+)\/attempts\/\d+$/.exec(invocation)?.[1] ?? null;
}

/**
 * The predictions that a record names, by their digest: from an artifact of any run of this folder, on a runner from the
 * artifacts of the run the record is of. Null where they are kept nowhere any more.
 */
export async function keptRows(
  { statement, told }: { readonly statement: Statement; readonly told: Told },
  { host, model }: Pick<Scene, 'host' | 'model'>,
): Promise<KeptRows | null> {
  const wanted = subjectDigest(statement, 'predictions');
  if (wanted === null) return null;
  const name = artifactName(model, 'evaluate', told.name ?? undefined);
  if (host.kind === 'github') return fromRun(name, runOf(told), wanted, host);
  for (const artifact of await host.artifacts.all()) {
    if (artifact.name !== name) continue;
    const rows = await rowsAt(await host.artifacts.open(artifact), wanted, host);
    if (rows !== null) return rows;
  }
  return null;
}

async function fromRun(
  name: string,
  run: string | null,
  wanted: string,
  host: Host,
): Promise<KeptRows | null> {
  if (run === null) return null;
  try {
    for await (const artifact of host.earlier.named(name)) {
      if (artifact.run !== run || artifact.expired) continue;
      const rows = await rowsAt(await host.earlier.open(artifact), wanted, host);
      if (rows !== null) return rows;
    }
  } catch (error) {
    if (host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
    host.log.warning(`The rows of run ${run} were not asked for: ${error.message}`);
  }
  return null;
}

async function rowsAt(folder: string, wanted: string, { files, digests }: Host): Promise<KeptRows | null> {
  const file = (await files.list(folder)).find(({ path }) => path.startsWith('predictions.'))?.path;
  if (file === undefined) return null;
  const [measured] = await digests.ofFiles([`${folder}/${file}`]);
  if (measured?.sha256 !== wanted) return null;
  return { file, bytes: await files.bytes(`${folder}/${file}`) };
}
