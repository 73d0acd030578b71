import * as z from 'zod/mini';
import type { Host } from '#kit/ports';
import type { Dataset } from '#project/project';
import { FILE } from '#record/vocabulary';

const journal = z.object({ path: z.string(), before: z.array(z.string()) });

/**
 * A producer may add to a folder that holds files of the user's own, so its folder is never cleared. But when it was
 * killed in the middle, what it had added by then must not pass for data: before it runs, the files that are there
 * are written down; a run that finds such a note removes what is not in it. Gives the function that ends the note.
 */
export async function clearLeftovers(dataset: Dataset, host: Host): Promise<() => Promise<void>> {
  const note = `${FILE.state}/making/${dataset.name}.json`;
  const before = await noted(note, dataset.path, host);
  const there = await listed(dataset.path, host);
  if (before !== null) {
    const known = new Set(before);
    const left = there.filter((path) => !known.has(path));
    for (const path of left) await host.files.remove(path === '' ? dataset.path : `${dataset.path}/${path}`);
    if (left.length > 0)
      host.log.info(`${dataset.name}: ${left.length} files of a run that did not end are removed.`);
  } else {
    await host.files.write(note, JSON.stringify({ path: dataset.path, before: there }), 'durable');
  }
  return () => host.files.remove(note);
}

async function noted(note: string, path: string, { files }: Host): Promise<readonly string[] | null> {
  if ((await files.exists(note)) !== 'file') return null;
  const read = journal.safeParse(parsed(await files.text(note).catch(() => '')));
  return read.success && read.data.path === path ? read.data.before : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Paths below a folder; of a file that is there one empty path. */
async function listed(path: string, { files }: Host): Promise<string[]> {
  const kind = await files.exists(path);
  if (kind === null) return [];
  return kind === 'file' ? [''] : (await files.list(path)).map((entry) => entry.path);
}
