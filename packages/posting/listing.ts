import type { GitHub } from '#kit/ports';

/** GitHub gives at most so many a page. */
const PAGE = 100;

/**
 * Everything in a list, page by page; `read` takes the entries out of an answer. The order has to be one in which nothing
 * moves to another page meanwhile, e.g. by time of creation.
 */
export async function everyPage<T>(
  api: GitHub,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  read: (answer: unknown) => readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page++) {
    const entries = read(await api.request(route, { ...parameters, per_page: PAGE, page }));
    found.push(...entries);
    if (entries.length < PAGE) return found;
  }
}
