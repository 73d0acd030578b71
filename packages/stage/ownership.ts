import type { Artifact, Host } from '#kit/ports';
import { isNamedFor, type StageName } from '#project/stages';
import { tell } from '#record/reading';
import { readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';

/**
 * Those of the artifacts that hold what a stage of a model produced. Where a name may as well be that of a model with a
 * longer one, its record says whose it is; one whose record cannot be read is kept: whoever uses it says what is wrong.
 */
export async function ofStage(
  all: readonly Artifact[],
  model: string,
  stage: StageName,
  host: Pick<Host, 'artifacts' | 'files'>,
): Promise<Artifact[]> {
  const own: Artifact[] = [];
  for (const artifact of all) {
    const named = isNamedFor(artifact.name, model, stage);
    if (named === 'yes' || (named === 'perhaps' && (await isRecordedAs(artifact, model, stage, host))))
      own.push(artifact);
  }
  return own;
}

async function isRecordedAs(
  artifact: Artifact,
  model: string,
  stage: StageName,
  { artifacts, files }: Pick<Host, 'artifacts' | 'files'>,
): Promise<boolean> {
  try {
    const told = tell(readStatement(await files.text(`${await artifacts.open(artifact)}/${FILE.record}`)));
    return told === null || (told.stage === stage && told.model === model);
  } catch {
    return true;
  }
}
