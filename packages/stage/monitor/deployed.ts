import { type Digest, digestOf } from '#record/digest';
import { tell } from '#record/reading';
import { readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { readStated, type Stated } from '#target/statefile';
import type { Scene } from '../scene.ts';
import { type Evaluated, evaluationOf, refOf } from './evaluated.ts';

/** What is watched, and how that is known. */
export interface Deployed {
  /** one sentence for the log */
  readonly how: string;
  /** null: not known; rows of any model count */
  readonly model: Digest | null;
  /** what is known of it on this machine */
  readonly here: Stated | null;
  readonly evaluated: Evaluated | null;
  /** of the deployment, where it is known; with its bytes */
  readonly record: { readonly digest: Digest; readonly bytes: string } | null;
}

/**
 * The deployed model: what runs on this machine, else the ref `deployed/<environment>`, else the newest evaluation.
 * With nothing of these the monitor compares plain files.
 */
export async function deployedOf(environment: string, scene: Scene): Promise<Deployed> {
  const { host } = scene;
  const here = await readStated(environment, host.files);
  const ref = await refOf(`deployed/${environment}`, scene);
  const record = ref === null ? null : recordIn(ref.files.get(FILE.record));
  const recorded = record === null ? null : subjectDigest(readStatement(record.bytes), 'model');
  const serving = here?.serving ?? null;
  if (serving !== null) {
    const how = `Model ${serving.model.slice(0, 12)} serves in ${environment} as ${serving.name} on this machine.`;
    const own = recorded === serving.model ? record : null;
    return {
      how,
      model: serving.model,
      here,
      evaluated: await evaluationOf(serving.model, scene),
      record: own,
    };
  }
  if (recorded !== null) {
    const how = `Model ${recorded.slice(0, 12)} is deployed to ${environment}, says the ref deployed/${environment}.`;
    return { how, model: recorded, here: null, evaluated: await evaluationOf(recorded, scene), record };
  }
  const evaluated = await evaluationOf(null, scene);
  const nothing = `Nothing is deployed to ${environment} as far as is known here`;
  if (evaluated === null)
    return {
      how: `${nothing}, and nothing was evaluated: rows of any model count.`,
      model: null,
      here: null,
      evaluated,
      record: null,
    };
  const how = `${nothing}: the model of ${evaluated.where} is taken${evaluated.model === null ? ', which names none' : ` (${evaluated.model.slice(0, 12)})`}.`;
  return { how, model: evaluated.model, here: null, evaluated, record: null };
}

function recordIn(bytes: Uint8Array | undefined): { readonly digest: Digest; readonly bytes: string } | null {
  if (bytes === undefined) return null;
  const text = new TextDecoder().decode(bytes);
  try {
    return tell(readStatement(text)) === null ? null : { digest: digestOf(text), bytes: text };
  } catch {
    return null;
  }
}
