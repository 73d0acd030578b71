import * as core from '@actions/core';
import type { Results } from '#kit/ports';

/** GitHub's limit of a job summary a step. */
const SUMMARY_LIMIT = 1024 * 1024;

/** Outputs, summary, PATH and variables through the runner's files. */
export function jobResults(): Results {
  return {
    output: (name, value) => core.setOutput(name, value),
    async summary(markdown) {
      await core.summary.addRaw(shortened(markdown), true).write();
    },
    path: (folder) => core.addPath(folder),
    variable: (name, value) => core.exportVariable(name, value),
  };
}

function shortened(markdown: string): string {
  if (Buffer.byteLength(markdown) < SUMMARY_LIMIT) return markdown;
  const cut = Buffer.from(markdown)
    .subarray(0, SUMMARY_LIMIT - 1024)
    .toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n\n_Cut here: the rest is in the report._\n`;
}
