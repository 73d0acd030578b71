import type { ZodType } from 'zod';
import { type Answer, twirpError } from './answer.ts';
import { type Job, readRuntimeToken } from './runtime-token.ts';

/** One method of the results service, for a job that showed its token. Bodies are proto3 JSON in snake case. */
export type Method = (body: unknown, job: Job) => Answer;
export type Service = Readonly<Record<string, Method>>;

/** A method whose body is checked. Fields that it does not name are let through, as the real service does. */
export function method<T>(body: ZodType<T>, answer: (given: T, job: Job) => Answer): Method {
  return (raw, job) => {
    const read = body.safeParse(raw);
    return read.success ? answer(read.data, job) : twirpError(400, 'malformed', read.error.message);
  };
}

/** `/twirp/<service>/<method>`; the fifteen lines of twirp's routing that clients depend on. */
export function answerTwirp(
  services: Readonly<Record<string, Service>>,
  path: string,
  authorization: string | undefined,
  body: unknown,
): Answer {
  const [, , service = '', name = ''] = path.split('/');
  const found = services[service]?.[name];
  if (found === undefined) return twirpError(404, 'bad_route', `no handler for ${path}`);
  const job = readRuntimeToken(authorization);
  return job === null ? twirpError(401, 'unauthenticated', 'no runtime token') : found(body, job);
}
