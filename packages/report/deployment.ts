import type { Verdict } from '#judge/verdict';
import { decisionBadge } from './badge.ts';
import { anchor, code, table, text } from './markdown.ts';

/** A revision as people are shown it. */
interface ShownRevision {
  readonly name: string;
  readonly model: string;
  readonly image: string;
}

/** What a deployment came to, for people. */
export interface DeploymentFacts {
  readonly model: string;
  readonly environment: string;
  readonly target: string;
  readonly action: string;
  readonly verdict: Verdict;
  readonly url: string | null;
  readonly before: ShownRevision | null;
  readonly now: ShownRevision | null;
  readonly canary: ShownRevision | null;
  /** percent of the requests by revision */
  readonly traffic: Readonly<Record<string, number>>;
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly found: string }[];
}

/** For the log: the decision, what served before and serves now, and what was checked was told when it was. */
export function deploymentText(facts: DeploymentFacts): string {
  const { model, environment, verdict, before, now, canary, url } = facts;
  const badge = decisionBadge(verdict.decision);
  const lines = [
    `${badge.sign} ${model} in ${environment} ${badge.word}`,
    `  ${verdict.reason}`,
    '',
    `  before  ${revisionText(before)}`,
    `  now     ${revisionText(now)}${url === null ? '' : `, at ${url}`}`,
    ...(canary === null ? [] : [`  canary  ${revisionText(canary)}`]),
    ...(Object.keys(facts.traffic).length > 1 ? [`  traffic ${trafficText(facts.traffic)}`] : []),
    ...verdict.notes.map((note) => `  - ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}

function revisionText(revision: ShownRevision | null): string {
  if (revision === null) return 'nothing';
  return `${revision.name}: model ${revision.model.slice(0, 12)}, image ${revision.image.slice(0, 12)}`;
}

/** `r7 10 %, r6 90 %` */
function trafficText(traffic: Readonly<Record<string, number>>): string {
  return Object.entries(traffic)
    .map(([revision, share]) => `${revision} ${share} %`)
    .join(', ');
}

/** Markdown for the job summary. */
export function deploymentSummary(facts: DeploymentFacts): string {
  const { model, environment, target, action, verdict, url, checks } = facts;
  const badge = decisionBadge(verdict.decision);
  const address = url === null ? [] : [`Served at ${anchor(url, text(url))}.`];
  const checked = checks.map(({ name, passed, found }) => [
    passed ? '✅ holds' : '❌ fails',
    code(name),
    text(found),
  ]);
  return `${[
    `## ${badge.emoji} ${text(model)} in ${text(environment)}: ${text(action)} ${badge.word}`,
    `**${text(verdict.reason)}**`,
    ...address,
    table(
      ['', 'Revision', 'Model', 'Image', 'Requests'],
      ['left', 'left', 'left', 'left', 'right'],
      rows(facts),
    ),
    ...(checked.length === 0
      ? []
      : [`### Checks\n\n${table(['', 'Check', 'Found'], ['left', 'left', 'left'], checked)}`]),
    ...(verdict.notes.length === 0
      ? []
      : [`### Notes\n\n${verdict.notes.map((note) => `- ${text(note)}`).join('\n')}`]),
    `Target ${code(target)}.`,
  ].join('\n\n')}\n`;
}

function rows({ before, now, canary, traffic }: DeploymentFacts): string[][] {
  const row = (when: string, revision: ShownRevision | null, share: boolean) =>
    revision === null
      ? [when, 'nothing', '', '', '']
      : [
          when,
          code(revision.name),
          code(revision.model.slice(0, 12)),
          code(revision.image.slice(0, 12)),
          share && traffic[revision.name] !== undefined ? `${traffic[revision.name]} %` : '',
        ];
  return [
    row('before', before, false),
    row('now', now, true),
    ...(canary === null ? [] : [row('canary', canary, true)]),
  ];
}
