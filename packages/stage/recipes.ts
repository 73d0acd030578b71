import * as z from 'zod/mini';
import type { FileDigest, Host } from '#kit/ports';
import { type Digest, digestOf, readTree, treeText } from '#record/digest';
import { type Contents, nearest, type Reason } from '#record/explanation';
import { type Recipe, stageKey } from '#record/stagekey';
import { FILE } from '#record/vocabulary';

/** Recipes of a stage that are remembered; file lists that none of them names go with the others. */
const KEPT = 50;
/** A longer list is not kept: of a dataset of a hundred thousand files only the digest is compared. */
const LONGEST = 16e6;

/** What lies behind the digests of a recipe: canonical JSON by its SHA-256. */
export type Background = ReadonlyMap<Digest, string>;

/** File lists and the environment's manifest as background. `environment`: canonical JSON of its schema and spec. */
export function backgroundOf(
  lists: readonly (readonly FileDigest[])[],
  environment: { readonly digest: Digest; readonly text: string } | null,
): Background {
  const texts = lists.map((list) => treeText(list)).filter((text) => text.length <= LONGEST);
  const entries = texts.map((text): [Digest, string] => [digestOf(text), text]);
  return new Map([
    ...entries,
    ...(environment === null ? [] : [[environment.digest, environment.text] as const]),
  ]);
}

const homeOf = (model: string, { stage, name }: Pick<Recipe, 'stage' | 'name'>) =>
  `${FILE.state}/recipes/${model}/${[stage, ...(name === null ? [] : [name])].join('-')}`;

const cacheKey = (model: string, recipe: Recipe, key: string) =>
  `mlops-recipes-1-${model}-${recipe.stage}-${recipe.name ?? ''}-${key}`;

/** Remembers a recipe that led to a result, so that a later one can be explained by what differs. */
export async function keepRecipe(
  recipe: Recipe,
  background: Background,
  model: string,
  host: Host,
): Promise<void> {
  const home = homeOf(model, recipe);
  const key = stageKey(recipe);
  for (const [digest, text] of background) {
    const path = `${home}/lists/${digest}.json`;
    if ((await host.files.exists(path)) === null) await host.files.write(path, text);
  }
  const keptOn = host.clock.now().toISOString();
  await host.files.write(`${home}/${key}.json`, JSON.stringify({ recipe, keptOn }));
  await forgetOld(home, host);
  await host.cache.save(cacheKey(model, recipe, key), [home]);
}

interface Earlier {
  readonly key: Digest;
  readonly recipe: Recipe;
  readonly keptOn: string;
}

/** Why a stage cannot be skipped, in reasons; `sentence` says it in one line. */
export interface Explanation {
  readonly nearest: Digest | null;
  readonly reasons: readonly Reason[];
  readonly sentence: string;
}

/** How this recipe differs from the nearest earlier one that led to a result. */
export async function explain(
  recipe: Recipe,
  background: Background,
  model: string,
  host: Host,
): Promise<Explanation> {
  const home = homeOf(model, recipe);
  if ((await host.files.exists(home)) === null) {
    await host.cache.restore(cacheKey(model, recipe, stageKey(recipe)), [home], cacheKey(model, recipe, ''));
  }
  const earlier = await earlierRecipes(home, host);
  const contents = contentsOf(background, await readLists(home, recipe, background, earlier, host));
  const found = nearest(earlier, recipe, contents);
  if (found === null) return { nearest: null, reasons: [], sentence: 'no earlier result is known here' };
  const { key } = found.found;
  const said = found.reasons.map(({ text }) => text).join('; ');
  const sentence =
    said === '' ? 'nothing changed, but the earlier result is not in the cache any more' : said;
  return { nearest: key, reasons: found.reasons, sentence };
}

const memory = z.object({ recipe: z.record(z.string(), z.unknown()), keptOn: z.string() });

/** Oldest first. */
async function earlierRecipes(home: string, { files }: Pick<Host, 'files'>): Promise<Earlier[]> {
  if ((await files.exists(home)) !== 'folder') return [];
  const found: Earlier[] = [];
  for (const { path } of await files.list(home)) {
    const key = /^([0-9a-f]{64})\.json$/.exec(path)?.[1];
    if (key === undefined) continue;
    const recipe = parse(await files.text(`${home}/${path}`).catch(() => ''));
    if (recipe !== null && stageKey(recipe.recipe) === key) found.push({ key, ...recipe });
  }
  return found.sort((one, other) => (one.keptOn < other.keptOn ? -1 : 1));
}

/** A recipe whose key is its name again; anything else is as good as absent. */
function parse(text: string): Pick<Earlier, 'recipe' | 'keptOn'> | null {
  try {
    const read = memory.safeParse(JSON.parse(text));
    // its key, computed anew from every part, has to be the file's name: no other shape has it
    return read.success ? { recipe: read.data.recipe as unknown as Recipe, keptOn: read.data.keptOn } : null;
  } catch {
    return null;
  }
}

function digestsOf({ code, environment, inputs }: Recipe): Digest[] {
  return [code, ...(environment === null ? [] : [environment]), ...Object.values(inputs)];
}

async function readLists(
  home: string,
  recipe: Recipe,
  background: Background,
  earlier: readonly Earlier[],
  { files }: Pick<Host, 'files'>,
): Promise<Background> {
  const same = new Set(digestsOf(recipe));
  const wanted = new Set(
    earlier.flatMap((one) => digestsOf(one.recipe)).filter((digest) => !same.has(digest)),
  );
  const found = new Map(background);
  for (const digest of wanted) {
    const path = `${home}/lists/${digest}.json`;
    if ((await files.exists(path)) !== 'file') continue;
    const text = await files.text(path).catch(() => '');
    if (digestOf(text) === digest) found.set(digest, text);
  }
  return found;
}

/** What lies behind digests, as far as one of the backgrounds has it. */
export function contentsOf(...backgrounds: readonly Background[]): Contents {
  const textOf = (digest: Digest) =>
    backgrounds.map((one) => one.get(digest)).find((text) => text !== undefined);
  return {
    files: (digest) => readTree(textOf(digest) ?? ''),
    packages: (digest) => packagesIn(textOf(digest) ?? ''),
  };
}

const packages = z.object({
  spec: z.object({
    python: z.object({ version: z.string() }),
    packages: z.array(z.object({ name: z.string(), version: z.nullable(z.string()) })),
  }),
});

function packagesIn(text: string): Map<string, string> | null {
  try {
    const { spec } = packages.parse(JSON.parse(text));
    const named = spec.packages.map(({ name, version }): [string, string] => [
      name,
      version ?? '(no version)',
    ]);
    return new Map([['python', spec.python.version], ...named]);
  } catch {
    return null;
  }
}

async function forgetOld(home: string, host: Pick<Host, 'files'>): Promise<void> {
  const all = await earlierRecipes(home, host);
  if (all.length <= KEPT) return;
  for (const { key } of all.slice(0, all.length - KEPT)) await host.files.remove(`${home}/${key}.json`);
  const needed = new Set(all.slice(-KEPT).flatMap(({ recipe }) => digestsOf(recipe)));
  for (const { path } of await host.files.list(`${home}/lists`)) {
    if (!needed.has(path.replace(/\.json$/, ''))) await host.files.remove(`${home}/lists/${path}`);
  }
}
