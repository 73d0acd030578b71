import * as z from 'zod/mini';
import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';
import { authorOf } from './author.ts';
import { everyPage } from './listing.ts';
import { known, once, type Pause } from './once.ts';
import { type State, stateOf } from './state.ts';

const ALL = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const ONE = '/repos/{owner}/{repo}/issues/comments/{comment_id}';

const comment = z.object({
  id: z.int(),
  body: z.nullish(z.string()),
  user: z.nullish(z.object({ login: z.string() })),
});

/** A comment of ours. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** null: it was damaged by hand */
  readonly state: State | null;
}

/** The comments of a pull request that are ours. */
export interface Thread {
  /** All of them, the lowest id first. */
  ours(): Promise<readonly Comment[]>;
  make(body: string): Promise<void>;
  /** false: somebody has deleted it meanwhile. */
  rewrite(id: number, body: string): Promise<boolean>;
  remove(id: number): Promise<void>;
}

/** Ours is what has the marker in its first line and was written by this token's own login; every page is looked at. */
export function threadOf(issue_number: number, marker: string, api: GitHub, pause: Pause): Thread {
  let author: Promise<string> | undefined;
  // GitHub may not list at once what was made, and may list what is gone
  const made = new Map<number, Comment>();
  const gone = new Set<number>();
  const ours = async () => {
    author ??= authorOf(api);
    const login = (await author).toLowerCase();
    const listed = await everyPage(api, `GET ${ALL}`, { issue_number }, (answer) =>
      z.array(comment).parse(answer),
    );
    const written = listed.filter(({ user }) => user?.login.toLowerCase() === login);
    const all = new Map([...made, ...written.map((one) => [one.id, read(one)] as const)]);
    return [...all.values()]
      .filter(({ id, body }) => !gone.has(id) && firstLine(body) === marker)
      .sort((one, other) => one.id - other.id);
  };
  return {
    ours,
    async make(body) {
      const ask = async () => read(comment.parse(await api.request(`POST ${ALL}`, { issue_number, body })));
      const find = async () => (await ours()).find((one) => one.body === body) ?? null;
      const one = await once(ask, find, pause);
      made.set(one.id, one);
    },
    async rewrite(comment_id, body) {
      const ask = () => api.request(`PATCH ${ONE}`, { comment_id, body });
      try {
        await (made.has(comment_id) ? known(ask, pause) : ask());
        return true;
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        gone.add(comment_id);
        return false;
      }
    },
    async remove(comment_id) {
      gone.add(comment_id);
      await api.request(`DELETE ${ONE}`, { comment_id }).catch((error: unknown) => {
        // another run was faster
        if (statusOf(error) !== 404) throw error;
      });
    },
  };
}

function read({ id, body }: z.infer<typeof comment>): Comment {
  return { id, body: body ?? '', state: stateOf(body ?? '') };
}

function firstLine(body: string): string {
  return (body.split('\n', 1)[0] ?? '').trim();
}
