import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { bareProject, type Dataset, type Project, parseProject } from '#project/project';
import type { Told } from '#record/reading';
import { pathsNamed } from './checkout.ts';
import type { Losses } from './losses.ts';
import type { Setting } from './setting.ts';

/** What of a project a record says for itself. */
export interface Recorded {
  /** what is no code; null where only mlops.yml says so */
  readonly apart: readonly string[] | null;
  readonly datasets: readonly Dataset[];
}

/**
 * The project as a record has it. What mlops.yml says of data and code does not count: the record may come from a
 * changed file, or from inputs that won over it.
 */
export function projectFor(
  { base, found }: Pick<Setting, 'base' | 'found'>,
  { apart, datasets }: Recorded,
): Project {
  return {
    ...base,
    model: found.told.model ?? base.model,
    datasets: new Map(datasets.map((dataset) => [dataset.name, dataset])),
    // the replay has set up by then what the record names
    declaresEnvironment: false,
    apart: apart ?? base.apart,
  };
}

/** A configuration in the clean checkout. */
export interface Configuration {
  /** the project folder below the checkout; empty for its root */
  readonly folder: string;
  readonly project: Project;
}

/** mlops.yml of the record at the commit. `checkout`: rooted in the clean checkout. */
export async function configurationOf(
  told: Told,
  recorded: { readonly folder: string; readonly config: string | null } | null,
  checkout: Pick<Host, 'files' | 'exec' | 'log'>,
  losses: Losses,
): Promise<Configuration> {
  const model = told.model ?? 'model';
  if (recorded === null) return searched(model, checkout);
  const { folder, config } = recorded;
  await checkout.files.resolve(folder === '' ? '.' : folder, 'folder');
  const bare = { folder, project: bareProject(model) };
  if (config === null) return bare;
  if ((await checkout.files.exists(config)) !== 'file') {
    losses.add(`${config} is not in the commit: what the record says has to do.`);
    return bare;
  }
  try {
    return { folder, project: parseProject(await checkout.files.text(config), config, model) };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    losses.add(`${config} at the commit cannot be read by this version: what the record says has to do.`);
    return { folder, project: { ...bareProject(model), file: config } };
  }
}

/** An evaluation alone does not say where its project lies: it is the one mlops.yml with the model's name. */
async function searched(
  model: string,
  checkout: Pick<Host, 'files' | 'exec' | 'log'>,
): Promise<Configuration> {
  const found: Configuration[] = [];
  for (const path of await pathsNamed('mlops.yml', checkout)) {
    const project = parseProject(await checkout.files.text(path), path, model);
    if (project.model === model) found.push({ folder: path.split('/').slice(0, -1).join('/'), project });
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const what = `is in ${found.length === 0 ? 'no' : found.length} mlops.yml of the commit, and the record does not say which`;
  const remedy = "Put the records of its artifact's folder records/ beside it.";
  throw new Mistake({ subject: `model ${model}`, what, remedy });
}
