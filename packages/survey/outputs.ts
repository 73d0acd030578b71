import { METRICS, MODEL_FILE, PREDICTIONS_FILE } from '#project/dvc/roles';
import { type Spelled, spelledPaths } from './python.ts';
import type { Guess } from './sight.ts';

/** Paths that files of code spell out, in their order. */
export function spelledIn(files: readonly string[], texts: ReadonlyMap<string, string>): Spelled[] {
  return files.flatMap((file) => spelledPaths(texts.get(file) ?? '', file));
}

const SAVES =
  /\b(dump|save|save_file|save_model|save_weights|save_pretrained|export|write_model)\([^()]*(\([^()]*)*$/;
const SAVES_FOLDER = /\b(save_pretrained|save_model)\(\s*(?:\w+\s*=\s*)?$|\boutput_dir\s*=\s*$/;
const OPENS_TO_WRITE = /^\s*,\s*["'](?:mode=)?w/;

/** The path at which training leaves the model: what it saves, else what has a model's ending. */
export function modelIn(paths: readonly Spelled[]): Guess<string> | null {
  const files = paths.filter(({ value }) => MODEL_FILE.test(value));
  const ways: readonly Spelled[][] = [
    files.filter(({ before, after }) => SAVES.test(before) || OPENS_TO_WRITE.test(after)),
    paths.filter(({ value, before }) => SAVES_FOLDER.test(before) && isPath(value)),
    files.filter(({ before }) => !/\b(load\w*|read\w*|from_pretrained|exists)\([^()]*$/.test(before)),
  ];
  for (const found of ways) {
    const [first] = [...found.filter(({ value }) => /model|final|best/i.test(value)), ...found];
    if (first !== undefined) return guess(first);
  }
  return null;
}

/** What is no path but a word: `"gzip"` in a list of arguments. */
function isPath(value: string): boolean {
  return (
    value.includes('/') || /\.\w+$/.test(value) || /^(out|output|outputs|model|models|results)$/.test(value)
  );
}

/** The file in which training leaves numbers of its own. */
export function metricsIn(paths: readonly Spelled[]): Guess<string> | null {
  const found = paths.find(
    ({ value, before }) =>
      METRICS.test(value) && /metric|score|result/i.test(value) && !/\b(load|read\w*)\([^()]*$/.test(before),
  );
  return found === undefined ? null : guess(found);
}

/** The table in which scoring leaves a row a case: by its name, else the only one it writes. */
export function predictionsIn(paths: readonly Spelled[]): Guess<string> | null {
  const written = paths.filter(
    ({ value, before, after }) =>
      PREDICTIONS_FILE.test(value) &&
      !/\bread\w*\([^()]*$|\bload\w*\([^()]*$/.test(before) &&
      (OPENS_TO_WRITE.test(after) ||
        /\b(to_\w+|write\w*|save\w*|dump)\([^()]*$/.test(before) ||
        /pred|scor|infer/i.test(value)),
  );
  const [found] = [
    ...written.filter(({ value }) => /pred|scor|infer/i.test(value)),
    ...(written.length === 1 ? written : []),
  ];
  return found === undefined ? null : guess(found);
}

function guess({ value, from }: Spelled): Guess<string> {
  return { value, from };
}
