/** Characters that are put together before they are given out. */
const PIECE = 1 << 16;

/** What `JSON.stringify(value, null, 2)` gives of an object, in pieces: a long list never is one text. */
export function* jsonPieces(value: object): Generator<string> {
  let piece = '';
  for (const part of partsOf(value)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* partsOf(value: object): Generator<string> {
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  let before = '{';
  for (const [key, held] of entries) {
    yield `${before}\n  ${JSON.stringify(key)}: `;
    if (Array.isArray(held) && held.length > 0) yield* elementsOf(held);
    else yield indented(held, 1);
    before = ',';
  }
  yield entries.length === 0 ? '{}' : '\n}';
}

function* elementsOf(list: readonly unknown[]): Generator<string> {
  let before = '[';
  for (const element of list) {
    yield `${before}\n    ${indented(element, 2)}`;
    before = ',';
  }
  yield '\n  ]';
}

/** In JSON a line end is never part of a string. */
function indented(value: unknown, depth: number): string {
  return JSON.stringify(value ?? null, null, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`);
}
