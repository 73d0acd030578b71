import { passes } from '#judge/verdict';
import { contentDigest, subjectDigest } from '#record/statement';
import { brief } from '#report/facts';
import type { Baseline } from '../baseline.ts';
import { keptRows } from '../keptrows.ts';
import { numbersIn } from './numbers.ts';
import type { Missed, Search, Trace } from './search.ts';
import type { Sighting } from './sighting.ts';

interface Place {
  readonly kind: 'evaluation' | 'ref' | 'artifact';
  readonly name: string;
  /** what a person named is taken whatever its verdict, which the notes then say */
  readonly named?: boolean;
}

/**
 * Takes an evaluation as the baseline, with its rows where they are kept anywhere; or says why it is passed over: it did
 * not pass, or it is of the candidate's own predictions and this is the default branch, where a run that is repeated
 * must not be compared with itself. Elsewhere that is compared, and every difference is 0.
 */
export async function take(sighting: Sighting, place: Place, { scene, scored }: Search): Promise<Trace> {
  const { statement, told, record, text, verdict } = sighting;
  const { host } = scene;
  const missed = objection(sighting, place, { scene, scored });
  if (missed !== null) return { found: null, missed: [missed] };
  const notes: string[] = [];
  if (isOwn(sighting, scored))
    notes.push('the baseline made the very same predictions: every difference is 0');
  if (!passes(told.verdict)) notes.push(`the baseline did not pass: it came out ${told.verdict}`);
  const rows = sighting.rows ?? (scored === null ? null : await keptRows(sighting, scene));
  if (rows === null && scored !== null) host.log.debug('The rows of the baseline are kept nowhere.');
  const found: Baseline = {
    facts: {
      kind: place.kind,
      name: place.name,
      // of its content: the same evaluation made elsewhere, or at another time, is the same baseline
      digest: contentDigest(statement),
      ...(told.commit === null ? {} : { commit: told.commit }),
    },
    decidedOn: told.finishedOn === '' ? null : told.finishedOn,
    measurements: verdict === null ? null : numbersIn(verdict, `the evaluation ${brief(record)}`),
    predictions: rows,
    notes,
    record,
    chain: new Map([[record, text]]),
    origins: sighting.origins,
  };
  return { found, missed: [] };
}

function objection(
  sighting: Sighting,
  { named = false }: Place,
  { scene, scored }: Pick<Search, 'scene' | 'scored'>,
): Missed | null {
  if (named) return null;
  const { commit, verdict } = sighting.told;
  if (!passes(verdict))
    return { reason: `the evaluation of ${brief(commit ?? '')} came out ${verdict}`, cause: 'failed' };
  if (isOwn(sighting, scored) && scene.host.run.trusted.yes)
    return { reason: 'the baseline is this very model: it is not compared with itself', cause: 'own' };
  return null;
}

function isOwn({ statement }: Sighting, scored: Search['scored']): boolean {
  return scored !== null && subjectDigest(statement, 'predictions') === scored.digest;
}
