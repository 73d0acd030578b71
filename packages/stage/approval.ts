import { passes } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { tell } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { demandSubject, type Fetched, openArtifact } from './artifact.ts';
import { ofStage } from './ownership.ts';
import type { Scene } from './scene.ts';
import { wholes } from './wholes.ts';

/** An evaluation of the very model that is to be packed. */
export interface Approval {
  readonly fetched: Fetched;
  /** pass, marginal, fail, inconclusive or error */
  readonly decision: string;
  /** of verdict.json */
  readonly verdict: Digest;
}

/**
 * The evaluations of this run whose records name this very model, each with a verdict that is what its record says.
 * There may be several, by name; whoever wants to go on wants all of them to pass. The one that joined
 * shards or chose among candidates speaks for those.
 */
export async function approvalsOf(model: Digest, scene: Scene): Promise<Approval[]> {
  const { host } = scene;
  const evaluations: Fetched[] = [];
  for (const artifact of await ofStage(await host.artifacts.list(), scene.model, 'evaluate', host))
    evaluations.push(await openArtifact(artifact, host));
  const approvals: Approval[] = [];
  for (const fetched of wholes(evaluations)) {
    if (subjectDigest(fetched.record, 'model') !== model) continue;
    const verdict = await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
    approvals.push({ fetched, verdict, decision: tell(fetched.record)?.verdict ?? 'error' });
  }
  return approvals;
}

/**
 * Why the model may not be packed, in a sentence; null when it may. Without an evaluation of it, nobody has said no:
 * that is a mistake.
 */
export function refusal(model: Digest, approvals: readonly Approval[], { host }: Scene): string | null {
  if (approvals.length === 0) {
    const what = `is the model to pack, and no evaluation of this run names it`;
    const remedy = 'Run evaluate on it first (in a workflow: needs: its job), or set require: none.';
    throw new Mistake({ subject: `model ${model.slice(0, 12)}`, what, remedy });
  }
  for (const { fetched, decision } of approvals) host.log.info(`${fetched.name} says ${decision}.`);
  const no = approvals.filter(({ decision }) => !passes(decision));
  if (no.length === 0) return null;
  const said = no.map(({ fetched, decision }) => `${decision} (${fetched.name})`).join(', ');
  return `The model ${model.slice(0, 12)} was not packed: its verdict is ${said}. Mend the model or its gates; require: none packs any model.`;
}
