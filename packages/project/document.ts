import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { Mistake, type Position, type Problem, place } from '#kit/outcome';

/** mlops.yml as values that still know where in the file they stand. */
export interface Located {
  readonly value: unknown;
  /** Position of the value at a path, or of the nearest thing above it that is there; of the first `word` in it, where it has that. */
  at(path: readonly PropertyKey[], word?: string): Position;
  /** Position of a key itself, for a key nobody knows. */
  keyAt(path: readonly PropertyKey[], key: string): Position;
}

/** A file that unfolds to more than this many nodes through aliases is refused. */
const MAX_ALIASES = 100;

/**
 * Parses YAML 1.2. Comments, anchors and merge keys are allowed; alias bombs and duplicate keys are not. With
 * `intAsBigInt` 1 and 1.0 stay apart, for a reader that has to write them as they were.
 */
export function parseLocated(source: string, file: string, intAsBigInt = false): Located {
  const counter = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: counter,
    merge: true,
    uniqueKeys: true,
    intAsBigInt,
  });
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  const problems = document.errors.map((error): Problem => {
    const at = position(error.pos[0]);
    const what = error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'is no YAML';
    return { subject: file, what, remedy: 'Mend the YAML there.', where: place(at), at };
  });
  if (problems.length > 0) throw new Mistake(problems);
  return {
    value: unfold(document, file),
    at: (path, word = '') => position(offsetIn(source, rangeOf(document, path), word)),
    keyAt: (path, key) => position(offsetOfKey(document, path, key)),
  };
}

function unfold(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    const remedy = `Write the values out; at most ${MAX_ALIASES} uses of anchors are followed.`;
    throw new Mistake(
      { subject: file, what: 'unfolds to far more than it says (alias bomb)', remedy },
      { cause },
    );
  }
}

/** Where the value at a path begins and ends. */
function rangeOf(document: Document, path: readonly PropertyKey[]): readonly [number, number] {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return [node.range[0], node.range[1]];
  }
  return [0, 0];
}

/** A word may be escaped there, and then does not stand as it reads. */
function offsetIn(source: string, [start, end]: readonly [number, number], word: string): number {
  return start + Math.max(0, source.slice(start, end).indexOf(word));
}

function offsetOfKey(document: Document, path: readonly PropertyKey[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(map)) {
    for (const { key: node } of map.items) {
      if (isScalar(node) && node.value === key && node.range) return node.range[0];
    }
  }
  return rangeOf(document, path)[0];
}
