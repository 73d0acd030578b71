import { declare, type Values } from '#kit/declaration';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { read } from '#kit/read';
import { modelNameFrom, type Project, parseProject } from '#project/project';
import { evaluateFields } from '#project/sections';
import type { Pull } from './pull.ts';
import { Refused } from './refusal.ts';

/** The section evaluate of mlops.yml, read as the action reads it. */
const section = declare({
  name: 'evaluate',
  description: 'The evaluation of the base.',
  permissions: {},
  section: 'evaluate',
  inputs: evaluateFields,
  outputs: {},
});

/** What a fork is judged by: mlops.yml as it stands on the base, and nothing of the fork's. */
export interface Rules {
  readonly project: Project;
  readonly evaluate: Values<typeof evaluateFields>;
}

/** Reads mlops.yml at the base commit of a pull request, by git or by the API; `path` is below the repository. */
export async function rulesOf(
  { base }: Pull,
  path: string,
  { history, run }: Pick<Host, 'history' | 'run'>,
): Promise<Rules> {
  const found = await history.file(base, path);
  if (found === null) throw new Refused('no base');
  if ('unknown' in found) throw new Refused('bad base');
  const source = new TextDecoder().decode(found.bytes);
  const fallback = modelNameFrom(run.repository?.split('/').at(-1) ?? 'model');
  try {
    const project = parseProject(source, path, fallback);
    const evaluate = read(section, { line: new Map(), section: project.section('evaluate') });
    if (evaluate.predictions === undefined || evaluate.task === undefined) throw new Refused('no rules');
    return { project, evaluate };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    throw new Refused('bad base');
  }
}
