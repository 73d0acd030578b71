import { afterAll, beforeAll, expect, test } from 'vitest';
import { PREDICTIONS } from '#harness/project';
import { Fork, rewritten } from './fork.ts';
import { ARCHIVES, type Kind, SHOWN, TEXTS } from './kinds.ts';
import { zipOf } from './zip.ts';

let fork: Fork;
beforeAll(async () => {
  fork = await Fork.open();
});
afterAll(async () => {
  expect(fork.github.violations).toEqual([]);
  await fork[Symbol.asyncDispose]();
});

const kinds = [...ARCHIVES, ...TEXTS].map((one): [string, Kind] => [one.kind, one]);

test.concurrent.each(kinds)('%s', async (_, { artifact, refused, judged }) => {
  const run = fork.ran(artifact());
  const ran = await fork.read(run);
  expect([ran.status, ran.errors], ran.log).toEqual([0, []]);
  const posting = fork.posting(run);
  expect(posting?.decision, posting?.reason).toBe(judged ?? 'inconclusive');
  if (refused !== undefined) expect(posting?.reason).toContain(refused);
  expect(posting).toMatchObject({ conclusion: 'neutral', selfReported: true, head: run.sha });
});

test.concurrent.each(SHOWN)('in a slice: %s', async (_, text) => {
  const cell = `"${text.replaceAll('"', '""')}"`;
  const changed = rewritten((line, row) => (row % 2 === 0 ? line.replace('BB', cell) : line));
  const run = fork.ran(zipOf([{ name: 'predictions.csv', data: changed }]));
  const ran = await fork.read(run);
  const posting = fork.posting(run);
  expect([ran.status, ran.errors], ran.log).toEqual([0, []]);
  expect(posting?.decision, posting?.reason).toBe('pass');
  const everywhere = [posting?.comment, posting?.summary, posting?.title, ran.summary, ran.log].join('\n');
  expect(everywhere).not.toContain(text.replace('value 1', 'value 0'));
  expect(everywhere).not.toContain('evil.example');
  expect(posting?.summary).toContain('carrier=value 1');
});

/** Files that a run may forge: none of them is read, so each leaves the very same posting as without it. */
const FORGED: readonly (readonly [string, string, string])[] = [
  ['a verdict that says pass', 'verdict.json', '{"decision":"pass","reason":"@org/everyone"}'],
  ['a record of another model', 'record.json', '{"_type":"https://in-toto.io/Statement/v1","subject":[]}'],
  ['deep JSON', 'record.json', '['.repeat(1_000_000)],
  [
    'JSON with keys of prototypes',
    'gates.json',
    '{"__proto__":{"failOn":[]},"constructor":{"prototype":{}}}',
  ],
  ['a posting for another pull request', 'posting.json', '{"number":1,"comment":"@org/everyone"}'],
  ['an event', 'event.json', '{"number":1}'],
  [
    'an mlops.yml with other gates',
    'mlops.yml',
    'schema: 1\nevaluate: { run: touch /tmp/forged, gates: [] }\n',
  ],
  ['a report with a script', 'report.html', '<script>alert(1)</script>'],
  ['a summary', 'summary.md', '# passed @org/everyone'],
];

test.concurrent.each(FORGED)('%s', async (_, name, content) => {
  const worse = PREDICTIONS.replaceAll(',0,0,0.1,', ',0,0,0.9,');
  const run = fork.ran(
    zipOf([
      { name: 'predictions.csv', data: worse },
      { name, data: content },
    ]),
  );
  const ran = await fork.read(run);
  expect([ran.status, ran.errors], ran.log).toEqual([0, []]);
  // scikit-learn: roc_auc_score([0,0,1,1], [.9,.4,.35,.8]) is 0.25
  const posting = fork.posting(run);
  expect(posting).toMatchObject({ decision: 'fail', number: fork.numberOf(run), head: run.sha });
  expect(posting?.reason).toContain('0.25');
  expect(JSON.stringify(posting) + ran.log + ran.summary).not.toContain('everyone');
});
