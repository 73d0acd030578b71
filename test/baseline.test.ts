import { zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { type ActionWish, type Ran, runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import type { Permissions } from '#harness/permissions';
import { PREDICTIONS } from '#harness/project';
import { FIRST_RUN, type Run } from '#harness/run';
import type { Workspace } from '#harness/workspace';

/** Predictions that lie there: nothing is trained, and each evaluation is one process. */
const MLOPS = `schema: 1
model: tiny
evaluate:
  predictions: predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  gates: ["accuracy >= 0.6", "accuracy >= baseline - 0.02"]
`;
const KEEPING = `${MLOPS}  keep-rows: true\n`;

/** As many rows more on which the model errs. */
function losing(rows: number): string {
  let left = rows;
  return PREDICTIONS.replaceAll(/,0,0,0\.1,/g, (right) => (left-- > 0 ? ',0,1,0.1,' : right));
}

const ARTIFACT = 'mlops-tiny-evaluate';

/** Files of an evaluation that was made on a laptop, by their paths in its artifact. */
function evaluationIn(project: Workspace): Record<string, Uint8Array> {
  const home = '.mlops/stage/evaluate';
  return Object.fromEntries(
    project.tree(home).map((path) => [path, Buffer.from(project.read(`${home}/${path}`))]),
  );
}

function runAt(id: number, sha: string, more: Partial<Run> = {}): Run {
  return { ...FIRST_RUN, id, sha, status: 'completed', conclusion: 'success', ...more };
}

/** The event of a pull request. */
function proposing(head: string, base: string, branch = 'main'): ActionWish {
  const repo = { full_name: 'org/tiny' };
  const pull_request = {
    number: 7,
    head: { sha: head, ref: 'change', repo },
    base: { sha: base, ref: branch },
  };
  return { event: 'pull_request', ref: 'refs/pull/7/merge', payload: { pull_request }, run: 9001 };
}

function baselineIn(project: Workspace) {
  return JSON.parse(project.read('.mlops/stage/evaluate/verdict.json')).baseline;
}

/** One line of what was passed over: `merge-base: no evaluation of … is known here`. */
function passedOver(project: Workspace): string[] {
  const all: { way: string; reason: string }[] = baselineIn(project).passedOver;
  return all.map(({ way, reason }) => `${way}: ${reason}`);
}

const short = (commit: string) => commit.slice(0, 12);
