import { stat } from 'node:fs/promises';
import * as core from '@actions/core';
import type { Log, Results } from '#kit/ports';
import type { Redaction } from '../redaction.ts';
import { fitted, SUMMARY_LIMIT } from './summary.ts';

/** Outputs, summary, PATH and variables through the runner's files, which `process.env` names. */
export function jobResults(redaction: Redaction, log: Pick<Log, 'info'>): Results {
  return {
    output: (name, value) => core.setOutput(name, value),
    async summary(markdown) {
      const file = process.env['GITHUB_STEP_SUMMARY'];
      if (!file) return log.info('This runner takes no job summary.');
      const written = (await stat(file).catch(() => null))?.size ?? 0;
      await core.summary.addRaw(fitted(redaction.apply(markdown), SUMMARY_LIMIT - written - 1), true).write();
    },
    path: (folder) => core.addPath(folder),
    variable: (name, value) => core.exportVariable(name, value),
  };
}
