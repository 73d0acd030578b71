import { allowanceOf } from '#image/pickle/allowance';
import type { Finding } from '#image/pickle/finding';
import { scanFiles } from '#image/pickle/scan';
import { Mistake } from '#kit/outcome';
import { count } from '#report/number';
import { application, weights } from './ingredients.ts';
import type { PackagingPlan } from './packagingplan.ts';
import type { Scene } from './scene.ts';

/** Findings that are told together. */
const TOLD = 8;
/** Names that are shown of a pickle that may be packed. */
const SHOWN = 6;

/**
 * Looks into the model and the serving files for pickles, whatever they are called, and refuses what names more than
 * `allow-pickle` and the harmless names allow. A mistake with file, place and name of each.
 */
export async function demandSafe(
  { candidate, sources }: PackagingPlan,
  allowed: readonly string[],
  { host }: Scene,
): Promise<void> {
  const allowance = allowanceOf(allowed);
  const files = [...(await weights(candidate, host)), ...application(sources.code)];
  const suspects = files.map(({ path, source, size }) => ({ name: path, path: source, size }));
  const { findings, seen } = await scanFiles(suspects, allowance, host.files);
  if (findings.length > 0) throw new Mistake(findings.slice(0, TOLD).map(problemOf));
  for (const { place, globals } of seen) {
    const more = globals.length > SHOWN ? `, … (${globals.length} names)` : '';
    host.log.info(
      `${place} is a pickle of ${globals.slice(0, SHOWN).join(', ')}${more}: all of them allowed.`,
    );
  }
  if (seen.length === 0) host.log.info(`There is no pickle in ${count(files.length, 'file')}.`);
}

function problemOf({ place, offset, what, remedy }: Finding) {
  return { subject: place, what: offset === null ? what : `${what} (at byte ${offset})`, remedy };
}
