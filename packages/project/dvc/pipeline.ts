import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { expand, type Template } from './expansion.ts';
import { interpolate, type OptionStyle, type Scope } from './interpolation.ts';
import { within } from './place.ts';
import { shown, variables, withVars } from './scope.ts';
import { type Stage, stageOf } from './stage.ts';
import { isMapping, type Mapping, readValues, type Value } from './value.ts';

/** A thing that dvc.yaml gives a name, e.g. a model. */
export interface Artifact {
  readonly name: string;
  readonly path: string;
  readonly type: string | null;
  /** what else it says: `desc`, `labels`, `meta` */
  readonly others: readonly string[];
}

/** A dvc.yaml, read. */
export interface Pipeline {
  readonly file: string;
  readonly stages: readonly Stage[];
  readonly artifacts: readonly Artifact[];
  /** its other sections (plots, metrics, params, datasets), which say nothing about what is run */
  readonly sections: readonly string[];
}

/**
 * Reads a dvc.yaml: templates filled in, foreach and matrix as the stages they stand for. What DVC itself would
 * refuse is a mistake.
 */
export async function readPipeline(file: string, style: OptionStyle, files: Files): Promise<Pipeline> {
  const document = readValues(await files.text(file), file) ?? {};
  if (!isMapping(document)) throw refused(file, 'dvc.yaml', 'it is no mapping');
  const folder = within(file, '..');
  const values = await variables(document['vars'] ?? [], folder, files);
  const stages: Stage[] = [];
  for (const [name, entry] of entriesOf(document['stages'])) {
    const scope = { values, style, used: () => {} };
    const templates = attempt(file, name, () => expand(name, isMapping(entry) ? entry : {}, scope));
    for (const template of templates)
      stages.push(await filledIn(template, { file, folder, values, style }, files));
  }
  const known = ['vars', 'stages', 'artifacts', 'schema'];
  return {
    file,
    stages,
    artifacts: attempt(file, 'artifacts', () =>
      artifactsOf(document, folder, { values, style, used: () => {} }),
    ),
    sections: Object.keys(document).filter((key) => !known.includes(key)),
  };
}

interface Around {
  readonly file: string;
  readonly folder: string;
  readonly values: Mapping;
  readonly style: OptionStyle;
}

async function filledIn({ name, definition, own }: Template, around: Around, files: Files): Promise<Stage> {
  const { file, folder, style } = around;
  const { vars = [], ...rest } = definition;
  const filled = new Map<string, string>();
  const used = (key: string, value: Value) => {
    if (!Object.hasOwn(own, key.split('.')[0] ?? '')) filled.set(key, shown(value));
  };
  const values = { ...around.values, ...own };
  const wdir = attempt(file, name, () => interpolate(rest['wdir'] ?? '.', { values, style, used }));
  const whole = await withVars(values, vars, within(folder, String(wdir)), files);
  const address = file === 'dvc.yaml' ? name : `${file}:${name}`;
  return attempt(file, name, () => {
    const definition = interpolate(rest, { values: whole, style, used });
    return stageOf({ name: address, file, filled, folder }, definition);
  });
}

function artifactsOf(document: Mapping, folder: string, scope: Scope): Artifact[] {
  return entriesOf(interpolate(document['artifacts'] ?? {}, scope)).flatMap(([name, entry]) => {
    if (!isMapping(entry) || typeof entry['path'] !== 'string') return [];
    const type = typeof entry['type'] === 'string' ? entry['type'] : null;
    const others = Object.keys(entry).filter((key) => key !== 'path' && key !== 'type');
    return [{ name, path: within(folder, entry['path']), type, others }];
  });
}

function entriesOf(value: Value | undefined): [string, Value][] {
  return isMapping(value) ? Object.entries(value) : [];
}

function attempt<T>(file: string, name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refused(file, name, error instanceof Error ? error.message : String(error));
  }
}

function refused(file: string, name: string, why: string): Mistake {
  return new Mistake({
    subject: `${file}: ${name}`,
    what: why,
    remedy: 'Mend it there; DVC does not run it either.',
  });
}
