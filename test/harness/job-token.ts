import { readFileSync } from 'node:fs';

/**
 * Loaded before a JavaScript action that act runs (`NODE_OPTIONS=--import`): act has one token for all jobs, GitHub one a
 * job. Puts the job's own token where the common one stands, and leaves no trace of itself for the action's children.
 */
const { HARNESS_TOKENS: file = '', GITHUB_JOB: job = '' } = process.env;
const { common, jobs }: { common: string; jobs: Record<string, string> } = JSON.parse(
  readFileSync(file, 'utf8'),
);
for (const [name, value] of Object.entries(process.env)) {
  if (value === common) process.env[name] = jobs[job] ?? '';
}
delete process.env['HARNESS_TOKENS'];
delete process.env['NODE_OPTIONS'];
