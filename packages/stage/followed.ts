import { Mistake } from '#kit/outcome';
import type { Committed, CommitWish, FileDigest, Host } from '#kit/ports';

/** Links to folders that were followed: path of the link -> where that folder lies below the checkout. */
export type Links = Readonly<Record<string, string>>;

/** Paths that lie behind links to folders, those within them too. */
export interface Followed {
  readonly paths: readonly string[];
  readonly links: Links;
}

/**
 * Git names a link and not what lies behind it. Of those of the paths that are links to a folder of the checkout, every
 * file there that git tracks or does not ignore, by the path it has through the link.
 *
 * @throws Mistake for a link that leads out of the checkout, or in a circle
 */
export async function followLinks(
  paths: readonly string[],
  subject: string,
  { files }: Pick<Host, 'files'>,
): Promise<Followed> {
  const found: string[] = [];
  const links: Record<string, string> = {};
  const waiting = paths.map((path) => ({ path, above: new Set<string>() }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, above } = next;
    const link = await files.linked(path, subject);
    if (link === null) continue;
    if (above.has(link.target)) throw circle(path, subject);
    links[path] = link.target;
    const inside = link.files.map((file) => `${path}/${file}`);
    found.push(...inside);
    const trail = new Set([...above, link.target]);
    waiting.push(...inside.map((one) => ({ path: one, above: trail })));
  }
  return { paths: found, links };
}

function circle(value: string, subject: string): Mistake {
  const remedy = `Name the files that count under ${subject}:, or put what it leads to in its place.`;
  return new Mistake({ subject, what: 'is a link in a circle', remedy, value });
}

/** What a commit holds of the paths that `wanted` chooses, those behind links to folders too. */
export async function committedThrough(
  links: Links,
  wish: CommitWish,
  { files }: Pick<Host, 'files'>,
): Promise<Committed> {
  const own = await files.committed(wish);
  if ('unknown' in own) return own;
  const all: FileDigest[] = [...own.files];
  let { submodules } = own;
  for (const [link, folder] of Object.entries(links)) {
    const through = (path: string) => `${link}/${path}`;
    const wanted = (paths: readonly string[]) =>
      wish.wanted(paths.map(through)).map((path) => path.slice(link.length + 1));
    const behind = await files.committed({ ...wish, folder, wanted });
    if ('unknown' in behind) return behind;
    submodules ||= behind.submodules;
    all.push(...behind.files.map((file) => ({ ...file, path: through(file.path) })));
  }
  return { files: all, submodules };
}
