import * as z from 'zod/mini';
import { within } from './place.ts';
import { isMapping, type Mapping, spelled, type Value } from './value.ts';

/** A file or folder that a stage writes. */
export interface Out {
  /** relative to the folder of mlops.yml; a URL or absolute where it is outside of it */
  readonly path: string;
  readonly role: 'out' | 'metric' | 'plot';
  /** what the entry says beside its path: `cache: false`, `persist: true` … */
  readonly settings: Mapping;
}

/** A stage of dvc.yaml with everything filled in: templates, foreach and matrix are gone. */
export interface Stage {
  /** as DVC addresses it: `train`, `train@a`, `sub/dvc.yaml:train` */
  readonly name: string;
  /** the dvc.yaml that has it */
  readonly file: string;
  /** where its commands run; '' for the folder of mlops.yml */
  readonly folder: string;
  readonly commands: readonly string[];
  readonly deps: readonly string[];
  /** files that parameters come from, each with the keys named; none named means all */
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly outs: readonly Out[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly description: string | null;
  /** keys of its definition that nothing here reads: `meta` */
  readonly others: readonly string[];
  /** values of params.yaml and vars that its text was filled with */
  readonly filled: ReadonlyMap<string, string>;
}

const entries = z.optional(z.nullable(z.array(z.union([z.string(), z.record(z.string(), z.unknown())]))));

const schema = z.object({
  cmd: z.union([z.string(), z.array(z.string())]),
  wdir: z.optional(z.nullable(z.string())),
  deps: z.optional(z.nullable(z.array(z.string()))),
  params: entries,
  outs: entries,
  metrics: entries,
  plots: entries,
  frozen: z.optional(z.boolean()),
  always_changed: z.optional(z.boolean()),
  desc: z.optional(z.string()),
});

/** A definition after interpolation as a stage. Throws a sentence when it has not the form of dvc.yaml's schema. */
export function stageOf(
  at: Pick<Stage, 'name' | 'file' | 'filled'> & { readonly folder: string },
  definition: Value,
): Stage {
  const result = schema.safeParse(definition);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${issue?.path.join('.') || 'it'} has not the form of dvc.yaml: ${issue?.message}`);
  }
  const said = result.data;
  const folder = within(at.folder, said.wdir ?? '.');
  const outs = (list: z.infer<typeof entries>, role: Out['role']) =>
    (list ?? []).flatMap((entry) => outsOf(entry, role, folder));
  return {
    ...at,
    folder,
    commands: [said.cmd].flat().map((command) => command.trim()),
    deps: (said.deps ?? []).map((path) => within(folder, path)),
    params: paramsOf(said.params ?? [], folder),
    outs: [...outs(said.outs, 'out'), ...outs(said.metrics, 'metric'), ...outs(said.plots, 'plot')],
    frozen: said.frozen ?? false,
    alwaysChanged: said.always_changed ?? false,
    description: said.desc ?? null,
    others: isMapping(definition) ? Object.keys(definition).filter((key) => !(key in schema.shape)) : [],
  };
}

function outsOf(entry: string | Record<string, unknown>, role: Out['role'], folder: string): Out[] {
  const named = typeof entry === 'string' ? { [entry]: {} } : entry;
  return Object.entries(named).map(([path, settings]) => ({
    path: within(folder, path),
    role,
    // what YAML gave; a plot may have a list of settings, of which none is read here
    settings: typeof settings === 'object' && !Array.isArray(settings) ? ((settings ?? {}) as Mapping) : {},
  }));
}

/** `[lr, {other.yaml: [a], whole.yaml: }]`: a bare name is a key of params.yaml. */
function paramsOf(
  list: readonly (string | Record<string, unknown>)[],
  folder: string,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (file: string, keys: readonly string[]) =>
    found.set(within(folder, file), [...(found.get(within(folder, file)) ?? []), ...keys]);
  for (const entry of list) {
    if (typeof entry === 'string') add('params.yaml', [entry]);
    else {
      for (const [file, keys] of Object.entries(entry))
        add(file, Array.isArray(keys) ? keys.map((key) => spelled(key)) : []);
    }
  }
  return found;
}
