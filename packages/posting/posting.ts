import * as z from 'zod/mini';
import { type Decision, passes } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import { URI } from '#record/vocabulary';

/** GitHub takes 65,536 characters of a comment: the rest is for the marker, the state and the last heads. */
export const COMMENT_LIMIT = 56_000;

/** What GitHub takes of the text of a check's page. */
export const SUMMARY_LIMIT = 65_535;

/** Of a check's title, a check's name and an annotation's title; the same is asked of paths. */
export const NAME_LIMIT = 255;

const MESSAGE_LIMIT = 4_096;
const ANNOTATIONS = 1_000;

const upTo = (length: number) => z.string().check(z.maxLength(length, `is longer than ${length} characters`));
const filled = (length: number) => upTo(length).check(z.minLength(1, 'is empty'));
const sha = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'is no commit'));
const address = upTo(2_048).check(z.regex(/^https?:\/\//, 'is no address'));

const annotation = z.strictObject({
  /** below the repository, `/` between names */
  path: filled(1_024),
  line: z.int('is no line').check(z.positive('is no line')),
  column: z.optional(z.int('is no column').check(z.positive('is no column'))),
  level: z.enum(['notice', 'warning', 'failure']),
  title: filled(NAME_LIMIT),
  message: filled(MESSAGE_LIMIT),
});

/** A remark on a line of a file, as a check shows it. */
export type Annotation = z.infer<typeof annotation>;

const posting = z.strictObject({
  schema: z.literal(URI.posting),
  model: filled(63),
  /** of the evaluation, where a model has several */
  name: z.nullable(filled(63)),
  decision: z.enum(['pass', 'marginal', 'fail', 'inconclusive', 'error']),
  reason: filled(MESSAGE_LIMIT),
  /** SHA-256 of the verdict: `on-change` compares it */
  decisionDigest: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'is no digest')),
  conclusion: z.enum(['success', 'failure', 'neutral']),
  /** a fork's code wrote the scores */
  selfReported: z.boolean(),
  /** the pull request; null on a push or of a merge group */
  number: z.nullable(z.int().check(z.positive())),
  /** newest commit of what is proposed, on which the check is; on a push the commit itself */
  head: sha,
  /** the merge with the base that was judged; null where the head itself was */
  merge: z.nullable(sha),
  base: z.nullable(sha),
  baseRef: z.nullable(filled(NAME_LIMIT)),
  /** which run judged */
  run: z.strictObject({
    id: z.string().check(z.regex(/^\d{1,19}$/, 'is no run')),
    attempt: z.int().check(z.positive()),
    url: z.nullable(address),
  }),
  checkName: filled(NAME_LIMIT),
  title: filled(NAME_LIMIT),
  /** Markdown of the check's page */
  summary: filled(SUMMARY_LIMIT),
  /** Markdown of the comment, without marker and state */
  comment: filled(COMMENT_LIMIT),
  annotations: z.array(annotation).check(z.maxLength(ANNOTATIONS)),
});

/** What is to be posted, made by who judged or read, posted by who may write. Strings are Markdown where it says so. */
export type Posting = z.infer<typeof posting>;

/** A posting by what is said in it; what is too long, or unknown, is a mistake that names the place. */
export function readPosting(source: string): Posting {
  const result = posting.safeParse(parsed(source));
  if (result.success) return result.data;
  const remedy = 'Let the job that read the evaluation make it again, by the same release of mlops.';
  throw new Mistake(
    result.error.issues.map(({ path, message }) => ({
      subject: ['posting.json', ...path.map(String)].join('.'),
      what: message,
      remedy,
    })),
  );
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    const remedy = 'Let the job that read the evaluation make it again.';
    throw new Mistake({ subject: 'posting.json', what: 'is no JSON', remedy }, { cause });
  }
}

/** The bytes of posting.json. Nothing is written that could not be read back. */
export function writePosting(said: Posting): string {
  const text = `${JSON.stringify(said, null, 2)}\n`;
  readPosting(text);
  return text;
}

/**
 * What a check says of a decision. A decision that does not pass, and that `fail-on` of the evaluation leaves out, blocks
 * nothing: neutral. One that passes and that `fail-on` names blocks, as it ended the job.
 */
export function conclusionOf(
  decision: Decision,
  failOn: ReadonlySet<string>,
): 'success' | 'failure' | 'neutral' {
  if (failOn.has(decision)) return 'failure';
  return passes(decision) ? 'success' : 'neutral';
}

/** `mlops/<model>[/<name>]`: stable, so that it can be required. */
export function checkNameOf(model: string, name: string | null): string {
  return ['mlops', model, ...(name === null ? [] : [name])].join('/');
}
