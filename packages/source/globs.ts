import picomatch from 'picomatch';
import type { Host } from '#kit/ports';

/** The files globs match: paths relative to the project folder, sorted, each once. What is no glob is a file's path. */
export async function filesMatching(
  globs: readonly string[],
  { files }: Pick<Host, 'files'>,
): Promise<string[]> {
  const found = new Set<string>();
  for (const glob of globs) {
    const { base, isGlob } = picomatch.scan(glob);
    const home = isGlob ? base || '.' : glob;
    const below = await files.within(home, glob);
    const kind = await files.exists(below);
    if (kind === 'file' && !isGlob) found.add(below);
    if (kind !== 'folder') continue;
    const matches = isGlob
      ? picomatch(glob.slice(base.length).replace(/^\//, ''), { dot: true })
      : () => true;
    for (const { path } of await files.list(below))
      if (matches(path)) found.add(below === '.' ? path : `${below}/${path}`);
  }
  return [...found].sort();
}

const SHOWN = 5;

/** What lies where a glob looks, for the message of one that matches nothing: `logs/ holds a.json, b.txt`. */
export async function nearbyFiles(globs: readonly string[], { files }: Pick<Host, 'files'>): Promise<string> {
  const parts: string[] = [];
  for (const home of new Set(
    globs.map((glob) => picomatch.scan(glob).base.replace(/\/?[^/]*\.[^/]*$/, '') || '.'),
  )) {
    const below = await files.within(home, home);
    if ((await files.exists(below)) !== 'folder') parts.push(`${home}/ is not there`);
    else {
      const all = (await files.list(below, (path) => path.startsWith('.git'))).map(({ path }) => path);
      const more = all.length > SHOWN ? `, and ${all.length - SHOWN} more` : '';
      parts.push(`${home}/ holds ${all.length === 0 ? 'nothing' : all.slice(0, SHOWN).join(', ')}${more}`);
    }
  }
  return parts.join('; ');
}
