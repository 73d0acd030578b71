import { z } from 'zod';
import { bare, json, refusal } from './answer.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';
import { userOf } from './users.ts';

export interface Comment {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface Issue {
  readonly number: number;
  readonly author: string;
  readonly createdAt: string;
  readonly pullRequest: boolean;
  title: string;
  body: string | null;
  labels: string[];
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  updatedAt: string;
  closedAt: string | null;
  comments: Comment[];
}

type Seed = Partial<Pick<Issue, 'author' | 'body' | 'title' | 'state' | 'closedAt' | 'pullRequest'>>;

/** Issues, pull requests (which share their numbers), labels and comments of the one repository. */
export class Issues {
  readonly all: Issue[] = [];
  readonly labels = new Map<string, { readonly color: string; readonly description: string | null }>();
  /** false: a repository whose issues are switched off, which GitHub answers 410 */
  enabled = true;
  #said = 0;

  /** One that is there already, as somebody opened it. */
  seed({ author = 'somebody', state = 'open', closedAt = null, ...rest }: Seed = {}): Issue {
    const now = new Date().toISOString();
    const times = { createdAt: now, updatedAt: closedAt ?? now, closedAt };
    const own = {
      labels: [],
      comments: [],
      stateReason: null,
      pullRequest: false,
      title: 'Something',
      body: null,
    };
    const issue: Issue = { ...own, ...rest, ...times, number: this.all.length + 1, author, state };
    this.all.push(issue);
    return issue;
  }

  /** One more, as somebody wrote it. */
  say({ comments }: Issue, author: string, body: string): Comment {
    this.#said += 1;
    const comment = { id: 9000 + this.#said, author, body };
    comments.push(comment);
    return comment;
  }

  /** The issue that holds a comment. */
  withComment(id: number): Issue | undefined {
    return this.all.find(({ comments }) => comments.some((one) => one.id === id));
  }

  of(number: number): Issue | undefined {
    return this.all[number - 1];
  }
}

const Labels = z.array(z.string());
const NewIssue = z.object({ title: z.string(), body: z.string().default(''), labels: Labels.default([]) });
const Change = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  labels: Labels.optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).optional(),
});
const NewComment = z.object({ body: z.string() });
const NewLabel = z.object({
  name: z.string(),
  color: z.string().default('ededed'),
  description: z.string().nullable().default(null),
});

/** GitHub: `body is too long (maximum is 65536 characters)` */
const LONGEST = 65_536;

const gone = () => refusal(410, 'Issues are disabled for this repo');
const tooLong = () => refusal(422, 'Validation Failed: body is too long (maximum is 65536 characters)');

export function issueOperations(issues: Issues, name: string): Operations {
  const show = (issue: Issue, call: Call) => issueOf(issue, issues, name, call);
  const found = (call: Call) => issues.of(Number(call.params['issue_number']));
  return {
    'issues/list-for-repo': operation('issues', 'read', (call) => {
      if (!issues.enabled) return gone();
      return json(
        200,
        pageOf(issues.all, call).map((issue) => show(issue, call)),
      );
    }),
    'issues/create': writing('issues', NewIssue, ({ title, body, labels }, call) => {
      if (!issues.enabled) return gone();
      if (body.length > LONGEST) return tooLong();
      const issue = issues.seed({ author: call.login, title, body });
      issue.labels = labels;
      return json(201, show(issue, call));
    }),
    'issues/update': writing('issues', Change, (change, call) => {
      const issue = found(call);
      if (issue === undefined) return notFound();
      if ((change.body ?? '').length > LONGEST) return tooLong();
      apply(issue, change);
      return json(200, show(issue, call));
    }),
    'issues/list-comments': {
      ...commenting('read'),
      answer: (call) => {
        const issue = found(call);
        if (issue === undefined) return notFound();
        const [size, page] = [Number(call.query.get('per_page') ?? 30), Number(call.query.get('page') ?? 1)];
        const shown = issue.comments.slice((page - 1) * size, page * size);
        return json(
          200,
          shown.map((one) => commentOf(one, issue, name, call)),
        );
      },
    },
    'issues/create-comment': {
      ...commenting('write'),
      answer: (call) => {
        const { body } = NewComment.parse(call.body);
        const issue = found(call);
        if (issue === undefined) return notFound();
        if (body.length > LONGEST) return tooLong();
        return json(201, commentOf(issues.say(issue, call.login, body), issue, name, call));
      },
    },
    'issues/update-comment': {
      ...commenting('write'),
      answer: (call) => {
        const { body } = NewComment.parse(call.body);
        const issue = issues.withComment(Number(call.params['comment_id']));
        const comment = issue?.comments.find(({ id }) => id === Number(call.params['comment_id']));
        if (issue === undefined || comment === undefined) return notFound();
        if (body.length > LONGEST) return tooLong();
        comment.body = body;
        return json(200, commentOf(comment, issue, name, call));
      },
    },
    'issues/delete-comment': {
      ...commenting('write'),
      answer: (call) => {
        const id = Number(call.params['comment_id']);
        const issue = issues.withComment(id);
        if (issue === undefined) return notFound();
        issue.comments = issue.comments.filter((one) => one.id !== id);
        return bare(204);
      },
    },
    'issues/get-label': operation('issues', 'read', (call) => {
      const label = call.params['name'] ?? '';
      return issues.labels.has(label) ? json(200, labelOf(label, issues, name, call)) : notFound();
    }),
    'issues/create-label': writing('issues', NewLabel, ({ name: label, color, description }, call) => {
      if (issues.labels.has(label)) return refusal(422, 'Validation Failed: already_exists');
      issues.labels.set(label, { color, description });
      return json(201, labelOf(label, issues, name, call));
    }),
  };
}

/** A comment on a pull request may be written with either scope. */
function commenting(level: 'read' | 'write') {
  return { needs: { scope: 'issues', level, or: 'pull-requests' } } as const;
}

/** Schema `issue-comment`. */
function commentOf({ id, author, body }: Comment, issue: Issue, name: string, call: Call) {
  const url = `${call.home}/repos/${name}/issues/comments/${id}`;
  const page = `${call.home}/${name}/${issue.pullRequest ? 'pull' : 'issues'}/${issue.number}#issuecomment-${id}`;
  const places = { url, html_url: page, issue_url: `${call.home}/repos/${name}/issues/${issue.number}` };
  const times = { created_at: issue.updatedAt, updated_at: issue.updatedAt };
  return { id, node_id: `IC_${id}`, ...places, user: userOf(author, call.home), ...times, body };
}

function apply(issue: Issue, { title, body, labels, state, state_reason }: z.infer<typeof Change>): void {
  const now = new Date().toISOString();
  issue.title = title ?? issue.title;
  issue.body = body ?? issue.body;
  issue.labels = labels ?? issue.labels;
  issue.updatedAt = now;
  if (state === undefined || state === issue.state) return;
  issue.state = state;
  issue.stateReason = state_reason ?? (state === 'open' ? 'reopened' : 'completed');
  issue.closedAt = state === 'closed' ? now : null;
}

/** By state and time of the last change, in the order asked for, a page. */
function pageOf(all: readonly Issue[], { query }: Call): Issue[] {
  const state = query.get('state') ?? 'open';
  const since = Date.parse(query.get('since') ?? '') || 0;
  const wanted = all.filter(
    (one) => (state === 'all' || one.state === state) && Date.parse(one.updatedAt) >= since,
  );
  const ordered = query.get('direction') === 'asc' ? wanted : wanted.toReversed();
  const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
  return ordered.slice((page - 1) * size, page * size);
}

function labelOf(label: string, { labels }: Issues, name: string, { home }: Call) {
  const { color = 'ededed', description = null } = labels.get(label) ?? {};
  const url = `${home}/repos/${name}/labels/${label}`;
  return { id: 1, node_id: 'L_1', url, name: label, description, color, default: false };
}

/** Schema `issue`. */
function issueOf(issue: Issue, issues: Issues, name: string, call: Call) {
  const { number, title, body, state, stateReason, createdAt, updatedAt, closedAt, author, comments } = issue;
  const repository = `${call.home}/repos/${name}`;
  const url = `${repository}/issues/${number}`;
  const page = `${call.home}/${name}/${issue.pullRequest ? 'pull' : 'issues'}/${number}`;
  const places = { url, html_url: page, repository_url: repository, events_url: `${url}/events` };
  const more = { labels_url: `${url}/labels{/name}`, comments_url: `${url}/comments` };
  const times = { created_at: createdAt, updated_at: updatedAt, closed_at: closedAt };
  const links = { url: `${repository}/pulls/${number}`, html_url: page, diff_url: page, patch_url: page };
  return {
    ...{ id: number, node_id: `I_${number}`, number, title, body, state, state_reason: stateReason },
    ...{ ...places, ...more, ...times, comments: comments.length, locked: false },
    ...{ assignee: null, milestone: null, user: userOf(author, call.home) },
    labels: issue.labels.map((label) => labelOf(label, issues, name, call)),
    ...(issue.pullRequest ? { pull_request: links } : {}),
  };
}
