import * as core from '@actions/core';
import type { Position } from '#kit/outcome';
import type { Clock, Log } from '#kit/ports';
import { startProgress } from '../progress.ts';
import { quoteForeign, Redaction } from '../quoting.ts';

/** The job log: groups fold, problems become annotations. */
export function jobLog(clock: Clock): Log {
  const redaction = new Redaction();
  const line = (text: string) => core.info(redaction.apply(text));
  return {
    async group(title, body) {
      core.startGroup(quoteForeign(title));
      try {
        return await body();
      } finally {
        core.endGroup();
      }
    },
    debug: (text) => core.debug(redaction.apply(text)),
    info: (text) => line(text.split('\n').map(quoteForeign).join('\n')),
    notice: (text, at) => core.notice(redaction.apply(text), place(at)),
    warning: (text, at) => core.warning(redaction.apply(text), place(at)),
    error: (text, at) => core.error(redaction.apply(text), place(at)),
    foreign: (text) => line(quoteForeign(text)),
    mask(secret) {
      core.setSecret(secret);
      redaction.add(secret);
    },
    progress: (label) => startProgress(label, clock, { terminal: false, write: line, line }),
  };
}

function place(at: Position | undefined): core.AnnotationProperties {
  if (at === undefined) return {};
  return {
    file: at.file,
    ...(at.line === undefined ? {} : { startLine: at.line }),
    ...(at.column === undefined ? {} : { startColumn: at.column }),
  };
}
