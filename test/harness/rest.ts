import type { ZodType } from 'zod';
import type { Answer } from './answer.ts';
import { refusal } from './answer.ts';
import type { Level, Need, Scope } from './permissions.ts';

/** A request that passed GitHub's description. */
export interface Call {
  /** parameters in the path, decoded */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** the API's own address, for the `url` fields of an answer */
  readonly home: string;
  /** who asks */
  readonly login: string;
}

export interface Operation {
  readonly needs: Need;
  answer(call: Call): Answer | Promise<Answer>;
}

/** Operation id of GitHub's description -> who answers it. A new area is a new `rest-*.ts` that gives such a table. */
export type Operations = Readonly<Record<string, Operation>>;

export function operation(
  scope: Scope,
  level: Exclude<Level, 'none'>,
  answer: Operation['answer'],
): Operation {
  return { needs: { scope, level }, answer };
}

/** One whose body is read: the description checked it, the parser gives it its type. */
export function writing<T>(
  scope: Scope,
  body: ZodType<T>,
  answer: (given: T, call: Call) => Answer | Promise<Answer>,
): Operation {
  return operation(scope, 'write', (call) => answer(body.parse(call.body), call));
}

export const notFound = () => refusal(404, 'Not Found');
