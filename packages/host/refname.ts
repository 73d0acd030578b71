import { Mistake } from '#kit/outcome';

/** As git allows and every file system takes: parts of letters, digits, `.`, `_`, `-`, not starting with a dot. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

const MIB = 1024 * 1024;

/** What one state of a ref may hold: it is read whole, and on GitHub every file of it is a request. */
const LARGEST_FILE = 10 * MIB;
const LARGEST_TREE = 32 * MIB;
const MOST_FILES = 1000;

/** A ref's place below the models: `flights/deployed/production`. A name git would refuse is a mistake. */
export function refPlace(model: string, name: string): string {
  const place = `${model}/${name}`;
  const fine = place
    .split('/')
    .every((part) => PART.test(part) && !part.includes('..') && !/\.lock$|\.$/.test(part));
  if (fine) return place;
  const remedy = 'Use letters, digits, - and _; / between parts.';
  throw new Mistake({ subject: 'ref', what: 'is no name of a ref', remedy, value: place });
}

/** How the places of all refs begin whose names begin with `prefix`. What begins no name is a mistake. */
export function refPrefix(model: string, prefix: string): string {
  return refPlace(model, `${prefix}x`).slice(0, -1);
}

/**
 * A ref is a small tree: 1 to 1000 files, none above 10 MiB, at most 32 MiB in all, none that leads out of it.
 */
export function demandSmallTree(files: ReadonlyMap<string, Uint8Array>): void {
  if (files.size === 0) throw new RangeError('a ref holds at least one file');
  if (files.size > MOST_FILES) throw tooMuch(`would hold ${files.size} files`, `${MOST_FILES} files`);
  let bytes = 0;
  for (const [path, { byteLength }] of files) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.git')) {
      throw new RangeError(`${JSON.stringify(path)} is no path in a ref`);
    }
    bytes += byteLength;
    if (byteLength <= LARGEST_FILE) continue;
    const what = `has ${megabytes(byteLength)}, and a ref holds files of at most ${LARGEST_FILE / MIB} MiB`;
    throw new Mistake({ subject: path, what, remedy: 'Leave it out of the ref; the artifact has it.' });
  }
  if (bytes > LARGEST_TREE)
    throw tooMuch(`would hold ${megabytes(bytes)} in ${files.size} files`, `${LARGEST_TREE / MIB} MiB`);
}

function tooMuch(what: string, most: string): Mistake {
  const remedy = 'Leave the largest out of the ref; the artifact has them.';
  return new Mistake({ subject: 'ref', what: `${what}, and a ref holds at most ${most}`, remedy });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
