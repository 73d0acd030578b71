import type { Clock, Log } from '#kit/ports';
import { startProgress } from '../progress.ts';
import { quoteForeign, Redaction } from '../quoting.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The log on stderr: results alone go to stdout. Colour only on a terminal and without NO_COLOR. */
export function terminalLog(env: Environment, clock: Clock): Log {
  const redaction = new Redaction();
  const terminal = process.stderr.isTTY === true;
  const colour = terminal && !env['NO_COLOR'];
  const write = (text: string) => void process.stderr.write(text);
  const line = (text: string) => write(`${redaction.apply(text)}\n`);
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const marked = (code: number, word: string) => (text: string) => line(`${paint(code, word)} ${text}`);
  return {
    async group(title, body) {
      line(paint(1, `▸ ${title}`));
      return body();
    },
    debug: (text) => {
      if (env['MLOPS_DEBUG'] === '1' || env['RUNNER_DEBUG'] === '1') line(paint(2, text));
    },
    info: (text) => line(`  ${text}`),
    notice: marked(36, 'note:'),
    warning: marked(33, 'warning:'),
    error: marked(31, 'error:'),
    foreign: (text) => line(`  │ ${quoteForeign(text)}`),
    mask: (secret) => redaction.add(secret),
    progress: (label) => startProgress(label, clock, { terminal, write, line: (text) => line(`  ${text}`) }),
  };
}
