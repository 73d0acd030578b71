import { tell } from '#record/reading';
import { contentDigest, readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { ancestorsIn, textIn } from '../baseline.ts';
import { knownRef } from '../knownref.ts';
import { nothing, type Search, type Trace } from './search.ts';

/**
 * The evaluation of the model that an environment serves. Its numbers are of other rows, so its model is scored again.
 */
export async function fromDeployed(environment: string, { scene }: Search): Promise<Trace> {
  const name = `deployed/${environment}`;
  const ref = await knownRef(name, scene);
  if (ref === null) return nothing(`nothing is known to be deployed: there is no ref ${name}`);
  const origins = ancestorsIn(ref);
  const served = subjectDigest(readStatement(textIn(ref, FILE.record)), 'model');
  const judged = [...origins].findLast(([, text]) => {
    const statement = readStatement(text);
    return tell(statement)?.stage === 'evaluate' && subjectDigest(statement, 'model') === served;
  });
  if (judged === undefined) return nothing(`the ref ${name} holds no evaluation of the model it serves`);
  const [record, text] = judged;
  const statement = readStatement(text);
  const told = tell(statement);
  const found = {
    facts: {
      kind: 'ref' as const,
      name,
      digest: contentDigest(statement),
      ...(told?.commit == null ? {} : { commit: told.commit }),
    },
    decidedOn: told === null || told.finishedOn === '' ? null : told.finishedOn,
    measurements: null,
    predictions: null,
    notes: [],
    record,
    chain: new Map([[record, text]]),
    origins,
  };
  return { found, missed: [] };
}
