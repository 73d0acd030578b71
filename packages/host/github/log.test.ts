import { expect, test } from 'vitest';
import type { Log } from '#kit/ports';
import { Redaction } from '../redaction.ts';
import { jobLog } from './log.ts';

async function lines(write: (log: Log) => unknown): Promise<string[]> {
  const printed: string[] = [];
  const clock = { now: () => new Date(0), elapsed: () => 0 };
  const place = { root: '/checkout/models/flights', workspace: '/checkout' };
  await write(jobLog({ line: (text) => printed.push(text), clock, redaction: new Redaction(), ...place }));
  return printed;
}

test.each<[string, (log: Log) => unknown, string[]]>([
  ['a warning is an annotation', (log) => log.warning('a\nb'), ['::warning::a%0Ab']],
  [
    'an annotation names the file as it lies in the checkout',
    (log) => log.error('bad', { file: 'mlops.yml', line: 9, column: 3 }),
    ['::error file=models/flights/mlops.yml,line=9,col=3::bad'],
  ],
  [
    'our own lines can forge nothing either',
    (log) => log.info('gate:\n::set-output name=a::b'),
    ['gate:', '│ ::set-output name=a::b'],
  ],
  ['a foreign line is quoted', (log) => log.foreign('  ::error::x'), ['│   ::error::x']],
  ['details go to the debug log', (log) => log.debug('x'), ['::debug::x']],
  [
    'a mask is registered and holds for all that follows',
    (log) => {
      log.mask('hunter2');
      log.info('pw hunter2');
      log.error('pw hunter2');
    },
    ['::add-mask::hunter2', 'pw ***', '::error::pw ***'],
  ],
  ['an empty mask is none', (log) => log.mask(' '), []],
])('%s', async (_, write, expected) => {
  expect(await lines(write)).toEqual(expected);
});

test('a title cannot end its group or start another', async () => {
  expect(await lines((log) => log.group('a\n::error::b', async () => {}))).toEqual([
    '::group::a%0A::error::b',
    '::endgroup::',
  ]);
});

test('of nested groups the outer folds, also when the body throws', async () => {
  const write = (log: Log) =>
    log
      .group('train', () =>
        log.group('data', async () => {
          throw new Error('x');
        }),
      )
      .catch(() => {});
  expect(await lines(write)).toEqual(['::group::train', '▸ data', '::endgroup::']);
});
