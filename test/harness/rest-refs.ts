import { z } from 'zod';
import { type Answer, bare, json, refusal } from './answer.ts';
import type { Repository } from './repository.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const Move = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** Refs, moved by compare-and-swap: what is no fast forward is refused unless it is forced. */
export function gitRefs(repository: Repository): Operations {
  const { refs, commits } = repository;
  const full = (call: Call) => `refs/${call.params['ref'] ?? ''}`;
  return {
    'git/get-ref': operation('contents', 'read', (call) => {
      const sha = refs.get(full(call));
      return sha === undefined ? notFound() : json(200, refOf(repository, full(call), sha, call));
    }),
    'git/list-matching-refs': operation('contents', 'read', (call) => {
      const found = [...refs]
        .filter(([ref]) => ref.startsWith(full(call)))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return json(
        200,
        found.map(([ref, sha]) => refOf(repository, ref, sha, call)),
      );
    }),
    'git/create-ref': writing('contents', NewRef, ({ ref, sha }, call) => {
      const refused = refusedName(repository, ref);
      if (refused !== null) return refused;
      if (!commits.has(sha)) return refusal(422, 'Object does not exist');
      refs.set(ref, sha);
      return json(201, refOf(repository, ref, sha, call));
    }),
    'git/update-ref': writing('contents', Move, ({ sha, force }, call) => {
      const current = refs.get(full(call));
      if (current === undefined) return refusal(422, 'Reference does not exist');
      if (!commits.has(sha)) return refusal(422, 'Object does not exist');
      if (!force && !repository.isFastForward(current, sha))
        return refusal(422, 'Update is not a fast forward');
      refs.set(full(call), sha);
      return json(200, refOf(repository, full(call), sha, call));
    }),
    'git/delete-ref': operation('contents', 'write', (call) =>
      refs.delete(full(call)) ? bare(204) : refusal(422, 'Reference does not exist'),
    ),
  };
}

/** Git keeps a ref as a file: neither may lie below another (git-check-ref-format). */
function refusedName({ refs }: Repository, ref: string): Answer | null {
  if (!/^refs\/[^/]+\/./.test(ref)) {
    return refusal(422, "Reference name must start with 'refs/' and have at least two slashes.");
  }
  if (/\.\.|[\s~^:?*[\\]|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref))
    return refusal(422, `${ref} is not a valid ref name.`);
  if (refs.has(ref)) return refusal(422, 'Reference already exists');
  const blocked = [...refs.keys()].some(
    (other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`),
  );
  return blocked ? refusal(422, 'Reference update failed') : null;
}

function refOf(repository: Repository, ref: string, sha: string, { home }: Call) {
  const base = `${home}/repos/${repository.name}/git`;
  return {
    ref,
    node_id: sha,
    url: `${base}/${ref}`,
    object: { type: 'commit', sha, url: `${base}/commits/${sha}` },
  };
}
