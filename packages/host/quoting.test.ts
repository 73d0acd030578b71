import { expect, test } from 'vitest';
import { quoteForeign, Redaction } from './quoting.ts';

/**
 * The runner's own rules (actions/runner, src/Runner.Common/ActionCommand.cs): a v2 command is a line that starts
 * with `::` after leading white space; a v1 command is `##[` anywhere in a line.
 */
function isCommand(line: string): boolean {
  return line.split(/\r\n|\r|\n/).some((one) => one.trimStart().startsWith('::') || one.includes('##['));
}

test.each([
  ['::set-output name=verdict::pass'],
  ['  ::error::forged'],
  ['\t::add-path::/tmp'],
  ['::::error::x'],
  [':::error::x'],
  ['##[error]forged'],
  ['text ##[set-env name=A;]b'],
  ['progress\r::error::forged'],
  ['one\n::error::two'],
  ['one\u2028::error::two'],
  ['\uFEFF::error::forged'],
])('%j can command nothing', (line) => {
  expect(isCommand(quoteForeign(line))).toBe(false);
});

test('an ordinary line is left as it is', () => {
  expect(quoteForeign('epoch 3: loss 0.25 [####    ] C++ std:map')).toBe(
    'epoch 3: loss 0.25 [####    ] C++ std:map',
  );
});

test('a secret is shown as ***, also a line of one with several', () => {
  const redaction = new Redaction();
  redaction.add('hunter2-hunter2');
  redaction.add('first line\nsecond line');
  expect(redaction.apply('key hunter2-hunter2, second line.')).toBe('key ***, ***.');
});
