import { Mistake } from '#kit/outcome';
import type { FileEntry } from '#kit/ports';

/** What GitHub's artifacts refuse in a path, so that every file system can hold them; in a name slashes too. */
const REFUSED = /[":<>|*?\r\n]/;

/** The rules of GitHub's artifacts, kept on every host: what is published here can be published there. */
export function demandPublishable(name: string, entries: readonly FileEntry[]): void {
  if (name === '' || REFUSED.test(name) || /[\\/]/.test(name) || name.startsWith('.')) {
    const remedy = 'Use letters, digits, - and _.';
    throw new Mistake({ subject: 'artifact', what: 'has a name that cannot be used', remedy, value: name });
  }
  if (entries.length === 0) {
    throw new Mistake({
      subject: name,
      what: 'would be an artifact without files',
      remedy: 'Put files into it.',
    });
  }
  const odd = entries.find(({ path }) => REFUSED.test(path));
  if (odd === undefined) return;
  const remedy = 'Rename it: GitHub takes no " : < > | * ? or line break in a path.';
  throw new Mistake({
    subject: name,
    what: 'holds a file whose name cannot be published',
    remedy,
    value: odd.path,
  });
}

/** The mistake every host makes of an artifact name that this attempt has used already. */
export function taken(name: string, cause?: unknown): Mistake {
  const remedy = 'Give name: to tell the two apart, e.g. the matrix value.';
  const what = 'is the name of an artifact that this run has published already';
  return new Mistake({ subject: name, what, remedy }, cause === undefined ? {} : { cause });
}
