import { z } from 'zod';
import { type Answer, bare, json, refusal } from './answer.ts';
import type { GitDatabase } from './git-database.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const Move = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** Refs, moved by compare-and-swap: what is no fast forward is refused unless it is forced. */
export function gitRefs(git: GitDatabase): Operations {
  const full = (call: Call) => `refs/${call.params['ref'] ?? ''}`;
  return {
    'git/get-ref': operation('contents', 'read', async (call) => {
      const sha = await git.ref(full(call));
      return sha === undefined ? notFound() : json(200, refOf(git, full(call), sha, call));
    }),
    'git/list-matching-refs': operation('contents', 'read', async (call) => {
      const found = (await git.allRefs()).filter(([ref]) => ref.startsWith(full(call)));
      return json(
        200,
        found.map(([ref, sha]) => refOf(git, ref, sha, call)),
      );
    }),
    'git/create-ref': writing('contents', NewRef, async ({ ref, sha }, call) => {
      const refused = refusedName(ref);
      if (refused !== null) return refused;
      if ((await git.commit(sha)) === undefined) return refusal(422, 'Object does not exist');
      const state = await git.createRef(ref, sha);
      if (state === 'created') return json(201, refOf(git, ref, sha, call));
      return refusal(422, state === 'exists' ? 'Reference already exists' : 'Reference update failed');
    }),
    'git/update-ref': writing('contents', Move, async ({ sha, force }, call) => {
      if ((await git.commit(sha)) === undefined) return refusal(422, 'Object does not exist');
      const state = await git.moveRef(full(call), sha, force);
      if (state === 'moved') return json(200, refOf(git, full(call), sha, call));
      return refusal(422, state === 'absent' ? 'Reference does not exist' : 'Update is not a fast forward');
    }),
    'git/delete-ref': operation('contents', 'write', async (call) =>
      (await git.removeRef(full(call))) ? bare(204) : refusal(422, 'Reference does not exist'),
    ),
  };
}

/** What git-check-ref-format refuses. */
function refusedName(ref: string): Answer | null {
  if (!/^refs\/[^/]+\/./.test(ref)) {
    return refusal(422, "Reference name must start with 'refs/' and have at least two slashes.");
  }
  const malformed = /\.\.|[\s~^:?*[\\]|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref);
  return malformed ? refusal(422, `${ref} is not a valid ref name.`) : null;
}

function refOf({ name }: GitDatabase, ref: string, sha: string, { home }: Call) {
  const base = `${home}/repos/${name}/git`;
  return {
    ref,
    node_id: sha,
    url: `${base}/${ref}`,
    object: { type: 'commit', sha, url: `${base}/commits/${sha}` },
  };
}
