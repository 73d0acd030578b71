import { Mistake, type Problem } from '#kit/outcome';

/** A request whose answer is known: the evaluation predicted for this id. */
export interface GoldenRequest {
  readonly id: string;
  /** JSON to be posted */
  readonly body: string;
}

/** As many problems are listed; a file with more is wrong as a whole. */
const LISTED = 10;

/**
 * Reads golden requests, `{"id": …, "body": …}` a line. Mistake, with every line at fault: one that is torn or no
 * object, one without id or body, an id that stands twice; a file without any request.
 */
export function readGolden(text: string, file: string): readonly GoldenRequest[] {
  const requests = new Map<string, { readonly body: string; readonly line: number }>();
  const problems: Problem[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const at = index + 1;
    const read = requestIn(line);
    const before = 'what' in read ? undefined : requests.get(read.id);
    if ('what' in read) problems.push(problem(file, at, read.what));
    else if (before !== undefined)
      problems.push(problem(file, at, `repeats the id ${read.id} of line ${before.line}`));
    else requests.set(read.id, { body: read.body, line: at });
  }
  if (problems.length > 0) throw new Mistake(problems.slice(0, LISTED));
  if (requests.size === 0) {
    const remedy = 'Write one {"id": …, "body": …} a line, or leave golden: out.';
    throw new Mistake({ subject: 'golden', value: file, what: 'holds no request', remedy });
  }
  return [...requests].map(([id, { body }]) => ({ id, body }));
}

function requestIn(line: string): GoldenRequest | { readonly what: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { what: `is no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { what: 'is no object' };
  const { id, body } = Object.fromEntries(Object.entries(value));
  if (typeof id === 'number' && !Number.isSafeInteger(id))
    return { what: 'has an id that is no whole number up to 2^53: write it as text' };
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') return { what: 'has no id' };
  if (body === undefined) return { what: `has no body (id ${id})` };
  return { id: String(id), body: JSON.stringify(body) };
}

function problem(file: string, line: number, what: string): Problem {
  const remedy = 'Write one {"id": …, "body": …} a line.';
  return {
    subject: 'golden',
    what: `line ${line} ${what}`,
    remedy,
    where: `${file}:${line}`,
    at: { file, line },
  };
}
