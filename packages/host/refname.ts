import { Mistake } from '#kit/outcome';

/** As git allows and every file system takes: parts of letters, digits, `.`, `_`, `-`, not starting with a dot. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

const LARGEST = 10 * 1024 * 1024;

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

/** A ref is a small tree: at least one file, none above 10 MiB, none that leads out of it. */
export function demandSmallTree(files: ReadonlyMap<string, Uint8Array>): void {
  if (files.size === 0) throw new RangeError('a ref holds at least one file');
  for (const [path, bytes] of files) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.git')) {
      throw new RangeError(`${JSON.stringify(path)} is no path in a ref`);
    }
    if (bytes.byteLength <= LARGEST) continue;
    const what = `has ${(bytes.byteLength / 1e6).toFixed(1)} MB, and a ref holds files of at most 10 MiB`;
    throw new Mistake({ subject: path, what, remedy: 'Leave it out of the ref; the artifact has it.' });
  }
}
