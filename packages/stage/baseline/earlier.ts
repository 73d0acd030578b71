import { Fault, Mistake } from '#kit/outcome';
import type { EarlierArtifact } from '#kit/ports';
import { statusOf } from '#kit/status';
import { artifactName } from '#project/stages';
import { tell } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { demandSubject, fetchedIn } from '../artifact.ts';
import type { KeptRows } from '../baseline.ts';
import type { Scene } from '../scene.ts';
import type { At } from './evaluations.ts';
import { isOf } from './memory.ts';
import { numbersIn } from './numbers.ts';
import type { Missed } from './search.ts';
import { type Sighting, sightingOf } from './sighting.ts';

/** Events whose runs may be compared with: none of them runs what a stranger wrote. */
const TRUSTED = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'merge_group'];

/** Evaluations in artifacts of earlier runs. */
export interface EarlierRuns {
  /** null: they could be looked through */
  readonly refusal: Missed | null;
  at(commit: string): Promise<At>;
}

/** Those of the model and instance. When GitHub refuses once, it is not asked again. */
export function runsOf(scene: Scene, instance: string | null): EarlierRuns {
  const { host, model } = scene;
  const name = artifactName(model, 'evaluate', instance ?? undefined);
  let refusal: Missed | null = null;
  return {
    get refusal() {
      return refusal;
    },
    async at(commit) {
      const missed: Missed[] = [];
      try {
        if (refusal !== null) return { sighting: null, missed };
        for await (const artifact of host.earlier.named(name)) {
          if (artifact.commit !== commit) continue;
          const found = artifact.expired
            ? `the evaluation of ${brief(commit)} in run ${artifact.run} has expired`
            : await opened(artifact, instance, scene);
          if (typeof found !== 'string') return { sighting: found, missed };
          missed.push({ reason: found, cause: 'failed' });
        }
      } catch (error) {
        if (host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
        host.log.warning(`Artifacts of earlier runs were not looked through: ${error.message}`);
        const refused = error instanceof Mistake;
        const how = refused
          ? 'may not be looked through (actions: read)'
          : `could not be looked through: ${error.message}`;
        refusal = {
          reason: `artifacts of earlier runs ${how}`,
          cause: refused ? 'refused' : 'unreachable',
        };
      }
      return { sighting: null, missed };
    },
  };
}

/** Its evaluation, every part by the digest its record gives it; a sentence where it is not one to compare with. */
async function opened(
  artifact: EarlierArtifact,
  instance: string | null,
  { host, model }: Scene,
): Promise<Sighting | string> {
  const { commit, run } = artifact;
  const what = `the artifact of run ${run} at ${brief(commit)}`;
  const event = await eventOf(artifact, host);
  if (event === null) return `${what} is of a run that is gone`;
  if (!TRUSTED.includes(event)) return `${what} is of the event ${event}`;
  try {
    const fetched = await fetchedIn(await host.earlier.open(artifact), artifact, host);
    const told = tell(fetched.record);
    if (told === null || !isOf(told, model, instance) || told.commit !== commit)
      return `${what} holds no evaluation of that commit`;
    await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
    const verdict = await host.files.text(`${fetched.folder}/${FILE.verdict}`);
    const listed = await host.files.list(fetched.folder);
    const file = listed.find(({ path }) => path.startsWith('predictions.'))?.path;
    const judged = subjectDigest(fetched.record, 'predictions') !== null;
    const rows: KeptRows | null =
      file === undefined || !judged
        ? null
        : { file, bytes: await host.files.bytes(`${fetched.folder}/${file}`) };
    if (rows !== null) await demandSubject(fetched, 'predictions', `${fetched.folder}/${file}`, host);
    numbersIn(verdict, `${artifact.name}/${FILE.verdict}`);
    return sightingOf(fetched, verdict, rows) ?? `${what} holds no evaluation`;
  } catch (error) {
    if (host.cancelled.aborted || !(error instanceof Error)) throw error;
    host.log.warning(`${what} is not compared with: ${error.message}`);
    if (error instanceof Fault) return `${what} could not be fetched`;
    const problem = error instanceof Mistake ? error.problems[0]?.what : undefined;
    return `${what} is damaged: ${problem ?? 'it cannot be read'}`;
  }
}

/** What set its run off; null: the run was deleted meanwhile. */
async function eventOf(artifact: EarlierArtifact, { earlier }: Scene['host']): Promise<string | null> {
  try {
    return await earlier.eventOf(artifact);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
