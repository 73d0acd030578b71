import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import type { Log } from '#kit/ports';
import { Redaction } from '../redaction.ts';
import { terminalLog } from './log.ts';

/** What the log prints on a stream that is a terminal of 40 columns, or is none. */
function printed(write: (log: Log) => void, isTTY: boolean, env: Record<string, string> = {}): string {
  let text = '';
  const stream: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
    isTTY: { value: isTTY },
    columns: { value: 40 },
    write: { value: (chunk: string) => (text += chunk) },
  });
  const clock = { now: () => new Date(0), elapsed: () => 0 };
  write(terminalLog({ env, clock, redaction: new Redaction(), stream }));
  return text;
}

const sample = (log: Log) => {
  log.info('one\ntwo');
  log.error('bad');
  log.foreign('\u001b[31mred\u001b[0m');
};

test('a terminal gets colour, its own and that of foreign lines', () => {
  expect(printed(sample, true)).toBe(
    '  one\n  two\n\u001b[31merror:\u001b[39m bad\n  │ \u001b[31mred\u001b[0m\u001b[0m\n',
  );
});

test.each([
  ['a pipe', false, {}],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }],
])('%s gets none', (_, isTTY, env) => {
  expect(printed(sample, isTTY, env)).toBe('  one\n  two\nerror: bad\n  │ red\n');
});

test('details are shown when they are asked for', () => {
  const write = (log: Log) => log.debug('detail');
  expect(printed(write, false)).toBe('');
  expect(printed(write, false, { MLOPS_DEBUG: '1' })).toBe('  debug detail\n');
});

test('a masked value is never shown, wherever it would be', () => {
  const text = printed((log) => {
    log.mask('hunter2');
    log.info('hunter2');
    log.warning('hunter2');
    log.foreign('pw=hunter2;');
    void log.group('hunter2', async () => {});
  }, false);
  expect(text).toBe('  ***\nwarning: ***\n  │ pw=***;\n▸ ***\n');
});

test('a secret that a control character splits is masked as it is shown', () => {
  const text = printed((log) => {
    log.mask('hunter2');
    log.foreign('hun\u0000ter2');
  }, false);
  expect(text).toBe('  │ ***\n');
});
