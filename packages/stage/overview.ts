import type { Host } from '#kit/ports';
import type { Lineage } from '#record/lineage/graph';
import { FILE } from '#record/vocabulary';
import { overviewPage } from '#report/overview';
import type { OverviewFacts } from '#report/overview/happening';
import { lineageHere } from './lineage.ts';
import { type Known, servedIn, toldOf } from './overview/known.ts';
import { timelinesOf } from './overview/timelines.ts';
import { findPast, inTurns } from './past.ts';

/** Where the page lies unless somebody names another place. */
export const OVERVIEW = `${FILE.state}/overview.html`;

/** Writes the page of a model's way to production and back. */
export async function writeOverview(path: string, model: string, host: Host): Promise<void> {
  await host.files.write(path, overviewPage(await overviewHere(model, host)));
}

/** All that the records here say of a model's way to production and back. Writes nothing. */
async function overviewHere(model: string, host: Host): Promise<OverviewFacts> {
  const { found } = await findPast(host);
  const own = found.filter(
    ({ told }) => told.model === model || (told.model === null && told.stage === 'data'),
  );
  const inTime = own.toSorted(
    (one, other) => Date.parse(one.told.finishedOn) - Date.parse(other.told.finishedOn),
  );
  const told = (await inTurns(inTime, toldOf)).filter((one) => one !== null);
  const served = servedIn(told);
  return {
    model,
    time: host.clock.now().toISOString(),
    served,
    happenings: told.map(({ happening }) => happening),
    timelines: timelinesOf(told),
    lineage: await lineageOf(told, host),
  };
}

/** Of the newest deployment that serves, else of the newest evaluation; null where there is neither. */
async function lineageOf(told: readonly Known[], host: Host): Promise<Lineage | null> {
  const head =
    told.findLast(({ deployed }) => deployed !== null && deployed.result !== 'kept') ??
    told.findLast(({ happening }) => happening.lane === 'evaluate');
  if (head === undefined) return null;
  return lineageHere({ said: head.happening.record }, { bytes: true, cache: true }, host);
}
