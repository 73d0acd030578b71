import type { Host } from '#kit/ports';
import { canonical } from '#record/canonical';
import { type Digest, digestOf } from '#record/digest';
import { type Recipe, stageKey } from '#record/stagekey';
import { provenance, type Resource, type Statement } from '#record/statement';
import { type Code, codeOf, notNamed } from './code.ts';
import { demandDiscreet, machineOf, portable } from './discretion.ts';
import type { Parameters } from './parameters.ts';
import { dataDigests, type Ready } from './ready.ts';
import { type Background, backgroundOf } from './recipes.ts';
import { circumstances, folderOf, type Scene } from './scene.ts';
import { type Surroundings, selectionOf } from './surroundings.ts';

/** What a stage that makes something is asked to do. Paths are relative to the project folder. */
export interface Order {
  readonly stage: 'data' | 'train' | 'score';
  readonly name: string | null;
  readonly section: Readonly<Record<string, string | null>>;
  readonly code: readonly string[];
  /** outputs and files of this stage that are no code, besides what the project declares */
  readonly apart: readonly (string | null | undefined)[];
  readonly data: readonly Ready[];
  /** digests of what goes in besides the data */
  readonly inputs: Readonly<Record<string, Digest>>;
  readonly parameters: Parameters | null;
  readonly seed: number | null;
  /** names of environment variables */
  readonly env: readonly string[];
  readonly semantics: number;
  /** records of what goes in, by name -> digest of their bytes */
  readonly ancestors: readonly Resource[];
}

/** A stage that could run: everything that decides its result, by digest, and what a replay needs besides. */
export interface Plan {
  readonly recipe: Recipe;
  /** what lies behind the digests; put together when it is asked for, which a hit does not */
  readonly background: () => Promise<Background>;
  readonly internal: Readonly<Record<string, unknown>>;
  readonly ancestors: readonly Resource[];
}

/** Decides by digest what a stage is made of. Reads code and parameters, runs nothing. */
export async function planOf(order: Order, scene: Scene): Promise<Plan> {
  const { host, project, surroundings } = scene;
  const { stage, name, data, parameters, seed, semantics } = order;
  const section = recordable(order.section, stage, host);
  const apart = await apartOf(order, scene);
  const code = await codeOf(host, order.code, apart);
  const recipe: Recipe = {
    stage,
    name,
    section,
    code: code.digest,
    environment: surroundings?.digest ?? null,
    inputs: { ...dataDigests(data), ...order.inputs },
    parameters: recordable(parameters?.values ?? null, 'parameters', host),
    seed,
    env: declaredEnv(order.env, host.env),
    semantics,
  };
  const background = async () => {
    const lists = await Promise.all(data.map(({ list }) => list()));
    return backgroundOf([code.files, ...lists], environmentText(surroundings));
  };
  const internal = {
    stageKey: stageKey(recipe),
    semantics,
    code: order.code,
    apart,
    ...linksIn(code),
    data: Object.fromEntries(data.map(({ name: dataset, path }) => [dataset, path])),
    // values that were said inline are in the record alone
    params: parameters?.file ?? null,
    lock: surroundings?.lock.path ?? null,
    environment: surroundings === null ? null : selectionOf(surroundings.manifest),
    folder: folderOf(host),
    config: project.file,
  };
  const ancestors = [...data.flatMap(ancestorOf), ...order.ancestors];
  return { recipe, background, internal, ancestors };
}

/** Links through which code is reached, where there are any: git alone does not follow them. */
export function linksIn({ links }: Pick<Code, 'links'>): Readonly<Record<string, unknown>> {
  return Object.keys(links).length === 0 ? {} : { links };
}

/** Digests of the variables a stage declares in `env:` (a value may be a secret); null where one is not set. */
function declaredEnv(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, digestOrNull(env[name])]));
}

function digestOrNull(value: string | undefined): Digest | null {
  return value === undefined ? null : digestOf(value);
}

/**
 * Files and folders that are not the stage's code: its outputs, and what has a place of its own in the key; of all else
 * that the project declares, what `code:` does not name outright. A producer that reads the parameters names their
 * file: nothing else of its key would change with it.
 */
async function apartOf(order: Order, { host, project, surroundings }: Scene): Promise<string[]> {
  const own = [
    ...order.apart,
    order.parameters?.file,
    surroundings?.lock.path,
    ...order.data.map(({ path }) => path),
  ];
  // what leads out of the checkout is no code anyway; the stage that uses it says so
  const within = (path: string) => host.files.within(path, 'mlops.yml').catch(() => null);
  const declared = await Promise.all(project.apart.map(within));
  const said = [
    ...notNamed(
      declared.filter((path) => path !== null),
      order.code,
    ),
    ...own.filter((path) => path != null),
  ];
  return [...new Set(said)].sort();
}

/**
 * A value as it may be recorded: without secrets, which are refused, and without the paths of this machine, so that
 * it is the same for everybody.
 */
export function recordable<T>(value: T, subject: string, host: Host): T {
  const { env, log } = host;
  demandDiscreet(value, subject, env, log.masked());
  const written = portable(value, subject, machineOf(host));
  if (written.places.length > 0) {
    const places = written.places.join(', ');
    log.warning(
      `${places}: a path of this machine; in the record and the stage key it stands without its beginning. Write it relative to mlops.yml.`,
    );
  }
  return written.value;
}

function ancestorOf({ name, record }: Ready): Resource[] {
  return record === null ? [] : [{ name: `data:${name}`, digest: { sha256: record } }];
}

/** The part of the manifest that the environment's digest covers, as the bytes it is the digest of. */
function environmentText(surroundings: Surroundings | null): { digest: Digest; text: string } | null {
  if (surroundings === null) return null;
  const manifest: unknown = JSON.parse(surroundings.manifest);
  if (typeof manifest !== 'object' || manifest === null) return null;
  const [schema, spec] = [Reflect.get(manifest, 'schema'), Reflect.get(manifest, 'spec')];
  return { digest: surroundings.digest, text: canonical({ schema, spec }) };
}

/** The record of what a plan came to. */
export function provenanceOf(
  { recipe, internal, ancestors }: Plan,
  made: { readonly subject: Resource; readonly byproducts: readonly Resource[] },
  startedOn: Date,
  scene: Scene,
): Statement {
  const { name, section, parameters, seed, env, code, inputs, environment } = recipe;
  const dependencies = { code, ...inputs, ...(environment === null ? {} : { environment }) };
  return provenance(
    {
      stage: recipe.stage,
      subject: [made.subject],
      parameters: { model: scene.model, name, section, parameters, seed, env },
      internal,
      dependencies: Object.entries(dependencies).map(([input, sha256]) => ({
        name: input,
        digest: { sha256 },
      })),
      byproducts: made.byproducts,
    },
    circumstances(scene, startedOn, ancestors),
  );
}
