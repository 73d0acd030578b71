import { stripVTControlCharacters, styleText } from 'node:util';
import type { Clock, Log } from '#kit/ports';
import { startProgress } from '../progress.ts';
import { quoteLines } from '../quoting.ts';
import type { Redaction } from '../redaction.ts';
import { Terminal } from './terminal.ts';

type Style = Parameters<typeof styleText>[0];

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly redaction: Redaction;
  /** stderr: results alone go to stdout */
  readonly stream: NodeJS.WriteStream;
  /** gets each line too, as it is shown */
  readonly heard?: (line: string) => void;
}

/** The log on a laptop. Colour only on a terminal and without NO_COLOR (no-color.org); details on MLOPS_DEBUG=1. */
export function terminalLog({ env, clock, redaction, stream, heard }: Surroundings): Log {
  const terminal = new Terminal(stream);
  const colour = terminal.refreshed && !env['NO_COLOR'];
  const paint = (how: Style, text: string) =>
    colour ? styleText(how, text, { validateStream: false }) : text;
  const debugging = env['MLOPS_DEBUG'] === '1' || env['RUNNER_DEBUG'] === '1';
  const print = (text: string, first: string, rest = '  ') => {
    for (const [index, quoted] of quoteLines(redaction.apply(text)).entries()) {
      // what a control character had split is one word only now
      const line = redaction.apply(colour ? quoted : stripVTControlCharacters(quoted));
      const shown = `${index === 0 ? first : rest}${line}`;
      terminal.line(shown);
      heard?.(shown);
    }
  };
  const problem = (how: Style, word: string) => (text: string) => print(text, `${paint(how, word)} `);
  return {
    async group(title, body) {
      print(title, paint('bold', '▸ '));
      return body();
    },
    debug: (text) => {
      if (debugging) print(text, paint('dim', '  debug '));
    },
    info: (text) => print(text, '  '),
    notice: problem('cyan', 'note:'),
    warning: problem('yellow', 'warning:'),
    error: problem('red', 'error:'),
    foreign: (text) => print(text, '  │ ', '  │ '),
    mask: (secret) => redaction.add(secret),
    masked: () => redaction.secrets(),
    progress: (label) => {
      const show = (text: string | null) =>
        terminal.state(text === null ? null : `  ${redaction.apply(text)}`);
      return startProgress(label, clock, { refreshed: terminal.refreshed, show });
    },
  };
}
