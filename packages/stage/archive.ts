import { Fault, Mistake } from '#kit/outcome';
import type { Ref, RunContext } from '#kit/ports';
import { tell } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { advance, patienceOf } from './advance.ts';
import type { Fetched } from './artifact.ts';
import { COMPANIONS } from './ledger.ts';
import { prune } from './pruning.ts';
import { rowsToKeep } from './publication.ts';
import type { Scene } from './scene.ts';
import { storeName } from './storename.ts';

/**
 * Keeps an evaluation for good as the ref `store/<commit>/evaluate[-<name>]`, whatever its verdict, where this run
 * may move refs, and takes away what has become old. Of a commit that is evaluated again the newest is what the ref
 * stands for. A store that refuses is a warning and no more: the verdict stands, and the artifact has the record.
 */
export async function archive(fetched: Fetched, dryRun: boolean, scene: Scene): Promise<void> {
  const { host } = scene;
  const place = placeOf(fetched, host.run);
  if ('refused' in place) {
    host.log.info(`The store does not keep this evaluation: ${place.refused}.`);
    return;
  }
  const { name } = place;
  try {
    await keep(name, fetched, dryRun, scene);
    await prune(scene.model, dryRun, host);
  } catch (error) {
    const refused = error instanceof Mistake || error instanceof Fault;
    if (host.cancelled.aborted || !refused) throw error;
    host.log.warning(`The store was not brought up to date with ${name}: ${error.message}`);
  }
}

/** The name to keep it under; or why not. A record of another commit than this run's must not pass for it. */
function placeOf(
  { record }: Fetched,
  { commit, trusted }: RunContext,
): { readonly name: string } | { readonly refused: string } {
  if (!trusted.yes) return { refused: trusted.because };
  const told = tell(record);
  if (told?.stage !== 'evaluate') return { refused: 'its record is of no evaluation' };
  if (commit === null) return { refused: 'there is no commit here' };
  if (told.commit === commit) return { name: storeName(commit, told.stage, told.name) };
  return { refused: `it is of the commit ${told.commit ?? 'unknown'}, and this run of ${commit}` };
}

async function keep(name: string, fetched: Fetched, dryRun: boolean, scene: Scene): Promise<void> {
  const { host, model } = scene;
  if (dryRun) {
    host.log.info(`Would keep this evaluation as the ref ${name}.`);
    return;
  }
  const to = {
    digest: fetched.recordDigest,
    files: await treeOf(fetched, scene),
    message: `${name} of ${model}: ${tell(fetched.record)?.verdict}`,
  };
  const next = (there: Ref | null) => (there?.digest === to.digest ? null : to);
  const { moved, before } = await advance(host.refs, model, name, next, patienceOf(host));
  if (!moved) host.log.info(`The ref ${name} keeps this evaluation already.`);
  else {
    const again = before === null ? '' : ', in place of an earlier one of this commit';
    host.log.info(`This evaluation is kept as the ref ${name}${again}.`);
  }
}

/** The record, what goes with it, the records of all that came before, and of the rows what may be kept; no report. */
async function treeOf(fetched: Fetched, scene: Scene): Promise<Map<string, Uint8Array>> {
  const { host } = scene;
  const files = await rowsToKeep(fetched, scene);
  for (const [digest, record] of fetched.chain) {
    const path = digest === fetched.recordDigest ? FILE.record : `${FILE.ancestors}/${digest}.json`;
    files.set(path, new TextEncoder().encode(record));
  }
  for (const file of COMPANIONS) {
    const path = `${fetched.folder}/${file}`;
    if ((await host.files.exists(path)) === 'file') files.set(file, await host.files.bytes(path));
  }
  return files;
}
