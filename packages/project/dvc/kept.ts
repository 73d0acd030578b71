import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { within } from './place.ts';
import type { Stage } from './stage.ts';
import { isMapping, type Mapping, readValues, type Value } from './value.ts';

/** A file or folder whose digest DVC wrote down. */
export interface Kept {
  readonly path: string;
  /** `….dir` for a folder; null where DVC has none (a version in the cloud, an etag) */
  readonly md5: string | null;
  /** DVC 2 and older: line ends of text files did not count */
  readonly unixLines: boolean;
  /** the file that says so */
  readonly file: string;
  /** the stage of dvc.lock; null in a `.dvc` file */
  readonly stage: string | null;
  readonly role: 'out' | 'dep';
}

/** A `.dvc` file: data that is tracked and made by no stage. */
export interface Pointer {
  readonly file: string;
  readonly kept: readonly Kept[];
  /** where `dvc import` or `dvc import-url` took it from; null where it was added */
  readonly origin: string | null;
  /** what it says beside that and stays DVC's: `remote`, `push`, `desc` … */
  readonly settings: readonly string[];
}

const entry = z.looseObject({ path: z.string() });
const entries = z.optional(z.nullable(z.array(entry)));
const pointer = z.object({
  outs: entries,
  deps: z.optional(z.nullable(z.array(z.looseObject({ path: z.optional(z.string()) })))),
  wdir: z.optional(z.nullable(z.string())),
  cmd: z.optional(z.unknown()),
});
const lock = z.object({
  schema: z.literal('2.0', 'is not 2.0'),
  stages: z.optional(z.record(z.string(), z.object({ deps: entries, outs: entries }))),
});

/** @throws Mistake when the file has not the form DVC 1.0 and later write. */
export function readPointer(source: string, file: string): Pointer {
  const values = readValues(source, file);
  const said = checked(pointer, values, file);
  if (said.cmd !== undefined) {
    const remedy = 'Move it into dvc.yaml, as DVC 1.0 and later have it.';
    throw new Mistake({ subject: file, what: 'is a stage of DVC before 1.0', remedy });
  }
  const folder = within(within(file, '..'), said.wdir ?? '.');
  const outs = said.outs ?? [];
  const known = [
    'md5',
    'size',
    'nfiles',
    'hash',
    'path',
    'isexec',
    'files',
    'frozen',
    ...Object.keys(pointer.shape),
  ];
  const keys = [values, ...outs].flatMap((one) => Object.keys(one ?? {}));
  return {
    file,
    kept: outs.map((out) => ({ ...keptOf(out, folder), file, stage: null, role: 'out' })),
    origin: originOf(said.deps?.[0]),
    settings: [...new Set(keys)].filter((key) => !known.includes(key)),
  };
}

/** dvc.lock beside a dvc.yaml; paths in it are relative to where each stage runs. */
export function readLock(
  source: string,
  file: string,
  stages: readonly Pick<Stage, 'name' | 'folder'>[],
): Kept[] {
  const said = checked(lock, readValues(source, file), file);
  const home = within(file, '..');
  const prefix = home === '' ? '' : `${home}/dvc.yaml:`;
  return Object.entries(said.stages ?? {}).flatMap(([name, { deps, outs }]) => {
    const stage = prefix + name;
    const folder = stages.find((one) => one.name === stage)?.folder ?? home;
    const of = (list: typeof deps, role: Kept['role']) =>
      (list ?? []).map((one): Kept => ({ ...keptOf(one, folder), file, stage, role }));
    return [...of(deps, 'dep'), ...of(outs, 'out')];
  });
}

function keptOf(
  { path, ...rest }: z.infer<typeof entry>,
  folder: string,
): Pick<Kept, 'path' | 'md5' | 'unixLines'> {
  const md5 = typeof rest['md5'] === 'string' ? rest['md5'] : null;
  return { path: within(folder, path), md5, unixLines: rest['hash'] === undefined };
}

function originOf(dep: Readonly<Record<string, unknown>> | undefined): string | null {
  if (dep === undefined) return null;
  const { repo, path } = dep;
  const url = isMapping(repo) ? repo['url'] : undefined;
  return [typeof url === 'string' ? url : null, typeof path === 'string' ? path : null]
    .filter((part) => part !== null)
    .join(' ');
}

function checked<T>(schema: z.ZodMiniType<T>, value: Value, file: string): T {
  const result = schema.safeParse(value ?? ({} satisfies Mapping));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const what = `${issue?.path.join('.') || 'it'}: ${issue?.message}`;
  throw new Mistake({ subject: file, what, remedy: 'Let DVC 1.0 or later write it anew.' });
}
