import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { draft } from '#project/dvc/draft';
import type { Translation } from '#project/dvc/translation';
import { parseProject } from '#project/project';
import { configurationOf, environmentLines, evaluateLines } from '#survey/configuration';
import type { Situation } from '#survey/step';
import type { Survey } from '#survey/survey';
import { columnsOf, dvcHome, translated } from './import-dvc.ts';
import type { Place } from './invoke.ts';

/** The first mlops.yml of a project. */
export interface Draft {
  readonly text: string;
  readonly scoring: Situation['scoring'];
  /** it was made of DVC's stages */
  readonly dvc: boolean;
  readonly notes: readonly string[];
}

/** mlops.yml of what was found: by DVC's stages where there are some that train, else by files and names. */
export async function draftOf(model: string, found: Survey, place: Place, host: Host): Promise<Draft> {
  const home = await dvcHome(place);
  const notes: string[] = [];
  if (home !== null) {
    try {
      const { translation } = await translated(home, { train: undefined, evaluate: undefined }, model, host);
      return await fromDvc(translation, found, host);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const [problem] = error.problems;
      notes.push(
        `DVC's stages were not taken over: ${problem?.subject}: ${problem?.what}. ${problem?.remedy}`,
      );
    }
  }
  const text = configurationOf(model, found);
  parseProject(text, 'mlops.yml', model);
  return { text, scoring: found.evaluate, dvc: false, notes };
}

async function fromDvc(translation: Translation, found: Survey, host: Host): Promise<Draft> {
  const { tracking } = found;
  const head = [
    '# Written by mlops init. Stages, data and parameters come from DVC, which goes on working as before (docs/dvc.md).',
  ];
  const mlflow = tracking?.kind === 'store' ? tracking.path : null;
  const sections = draft(translation, await columnsOf(translation, host.files), { head, mlflow })
    .replace(/^model: .*$/m, (line) => [line, '', ...environmentLines(found)].join('\n'))
    .replace(/^# # Fill in/m, '# # TODO Fill in');
  const { evaluate, notes, model } = translation;
  const text = evaluate === null ? `${sections}\n${evaluateLines(found).join('\n')}\n` : sections;
  parseProject(text, 'mlops.yml', model);
  const obeys = found.evaluate?.obeys === true && found.evaluate.script !== null;
  const same = evaluate !== null && obeys && evaluate.run.includes(found.evaluate?.script ?? '');
  const script = /[\w./-]+\.py\b/.exec(evaluate?.run ?? '')?.[0] ?? null;
  const scoring = evaluate === null ? found.evaluate : { script, obeys: same };
  return { text, scoring, dvc: true, notes: notes.map(({ subject, text: said }) => `${subject}: ${said}`) };
}
