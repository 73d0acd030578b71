import { z } from 'zod';
import { type Answer, json, refusal } from './answer.ts';
import type { GitDatabase } from './git-database.ts';
import type { Tokens } from './permissions.ts';
import type { Arrived } from './server.ts';

const Asked = z.strictObject({ query: z.string(), variables: z.unknown().optional() });

const Oid = z.string().regex(/^[0-9a-f]{40}$/);

/** Input objects `UpdateRefsInput` and `RefUpdate` (docs.github.com/en/graphql/reference/git). */
const UpdateRefs = z.strictObject({
  input: z.strictObject({
    clientMutationId: z.string().optional(),
    repositoryId: z.literal('R_1'),
    refUpdates: z.array(
      z.strictObject({
        name: z.string().regex(/^refs\/[^/]+\/./),
        afterOid: Oid,
        beforeOid: Oid.nullish(),
        force: z.boolean().nullish(),
      }),
    ),
  }),
});

const UPDATE_REFS = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
const NOBODY = '0'.repeat(40);

/** The two requests to GraphQL that are answered here: who the token is, and taking refs away by compare-and-swap. */
export async function answerGraphQL(
  { headers, body }: Arrived,
  tokens: Tokens,
  git: GitDatabase,
): Promise<Answer> {
  const authorization = headers['authorization']?.toString();
  const login = tokens.loginOf(authorization);
  if (login === null) return refusal(401, 'Bad credentials');
  const { query, variables } = Asked.parse(JSON.parse(body.toString()));
  if (query === '{ viewer { login } }') return json(200, { data: { viewer: { login } } });
  if (query !== UPDATE_REFS) return refusal(501, `${query} is answered by nobody here`);
  const need = { scope: 'contents', level: 'write' } as const;
  if (tokens.check(authorization, need) !== 'allowed')
    return failed('FORBIDDEN', 'Resource not accessible by integration');
  return updateRefs(UpdateRefs.parse(variables), git);
}

/** GitHub does all of it or nothing, and does not say why it did nothing. */
async function updateRefs({ input }: z.infer<typeof UpdateRefs>, git: GitDatabase): Promise<Answer> {
  const [update, ...more] = input.refUpdates;
  if (update === undefined || more.length > 0 || update.afterOid !== NOBODY)
    return refusal(501, 'only one ref at a time is taken away here');
  if (!(await git.removeRef(update.name, update.beforeOid ?? undefined)))
    return failed(undefined, 'Something went wrong while executing your query.');
  return json(200, { data: { updateRefs: { clientMutationId: null } } });
}

function failed(type: string | undefined, message: string): Answer {
  return json(200, { data: { updateRefs: null }, errors: [{ type, path: ['updateRefs'], message }] });
}
