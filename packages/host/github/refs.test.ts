import { expect, test } from 'vitest';
import { Fault, Mistake } from '#kit/outcome';
import type { GitHub } from '#kit/ports';
import { gitRefs } from './refs.ts';

const refused = (status: number, message: string) => Object.assign(new Error(message), { status });
const fault = (status: number, message: string) =>
  new Fault(`GitHub answered ${status}: ${message}`, { cause: refused(status, message) });

/** A GitHub on which every object is `mine`, the move is answered as told, and the ref is at `tip` afterwards. */
function answering(move: unknown, tip: string | null) {
  const github: GitHub = {
    async request<T>(route: string): Promise<T> {
      if (/^(PATCH|POST) \S+\/refs/.test(route) && move !== null) throw move;
      if (/\/ref\//.test(route) && tip === null) throw fault(404, 'Not Found');
      const answer: unknown = /\/ref\//.test(route) ? { object: { sha: tip } } : { sha: 'mine' };
      return answer as T;
    },
  };
  return gitRefs(async () => github);
}

const to = { digest: 'd1', files: new Map([['record.json', Buffer.from('{}')]]), message: 'moved' };

test.each<[string, unknown, string | null, string | null, string]>([
  ['that GitHub did', null, 'mine', 'before', 'moved'],
  ['that is no fast forward', fault(422, 'Update is not a fast forward'), 'theirs', 'before', 'raced'],
  // the answer to the next question may still be the old one
  [
    'of which GitHub’s copies do not agree yet',
    fault(422, 'Update is not a fast forward'),
    'before',
    'before',
    'raced',
  ],
  ['of a new ref that is there', fault(422, 'Reference already exists'), 'theirs', null, 'raced'],
  ['of a ref that was taken away', fault(422, 'Reference does not exist'), null, 'before', 'raced'],
  ['of a ref somebody moves just now', fault(409, 'Conflict'), 'theirs', 'before', 'raced'],
  ['that was done, and the answer lost', new Fault('no answer'), 'mine', null, 'moved'],
  ['that was done before GitHub failed', fault(502, 'Bad Gateway'), 'mine', null, 'moved'],
])('a move %s', async (_, answer, tip, expected, came) => {
  const refs = answering(answer, tip);
  expect(await refs.move('flights', 'baseline', to, expected)).toBe(came);
});

test.each<[string, Error, string | null]>([
  ['a malformed name', fault(422, 'refs/x is not a valid ref name.'), 'before'],
  ['a ref protected by a rule', fault(422, 'Repository rule violations found'), 'before'],
  ['no answer at all', new Fault('no answer'), 'before'],
  ['a failure of GitHub', fault(503, 'Unavailable'), 'theirs'],
  [
    'no permission',
    new Mistake({ subject: 't', what: 'w', remedy: 'r' }, { cause: refused(403, 'no') }),
    'theirs',
  ],
])('%s is no race and is thrown', async (_, answer, tip) => {
  const refs = answering(answer, tip);
  await expect(refs.move('flights', 'baseline', to, 'before')).rejects.toBe(answer);
});

test('a file that was sent once is not sent again', async () => {
  const routes: string[] = [];
  // git hash-object of the two bytes {}: the id under which GitHub has it
  const known = '9e26dfeeb6e641a33dae4961196235bdb965b21b';
  const api: GitHub = {
    async request<T>(route: string): Promise<T> {
      routes.push(route);
      const answer: unknown = route.endsWith('/blobs') ? { sha: known } : { sha: 'mine' };
      return answer as T;
    },
  };
  const refs = gitRefs(async () => api);
  await refs.move('flights', 'baseline', to, 'before');
  await refs.move('flights', 'baseline', to, 'mine');
  expect(routes.filter((route) => route.endsWith('/blobs'))).toHaveLength(1);
});

/** A GitHub that answers GraphQL as told; the ref is at `before` until it is deleted. */
function removing(graphql: unknown) {
  const routes: string[] = [];
  const github: GitHub = {
    async request<T>(route: string): Promise<T> {
      routes.push(
        route
          .split(' ')
          .slice(0, route.includes('graphql') ? 2 : 1)
          .join(' '),
      );
      if (route === 'POST /graphql' && graphql instanceof Error) throw graphql;
      const answer: unknown =
        route === 'POST /graphql' ? graphql : { node_id: 'R_1', object: { sha: 'before' } };
      return answer as T;
    },
  };
  return { refs: gitRefs(async () => github), routes };
}

const TAKEN = { data: { updateRefs: { clientMutationId: null } } };
const REFUSED = { data: { updateRefs: null }, errors: [{ message: 'Something went wrong' }] };

test.each<[string, unknown, string[]]>([
  ['GraphQL takes away what is where it is expected', TAKEN, []],
  ['GraphQL refuses, and nobody has moved it', REFUSED, ['GET', 'DELETE']],
  ['there is no GraphQL', fault(404, 'Not Found'), ['GET', 'DELETE']],
])('a removal where %s', async (_, answer, after) => {
  const { refs, routes } = removing(answer);
  expect(await refs.remove('flights', 'store/a1/evaluate', 'before')).toBe('removed');
  expect(routes).toEqual(['GET', 'GET', 'POST /graphql', ...after]);
});
