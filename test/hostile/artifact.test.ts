import { expect, test } from 'vitest';
import { predictionsIn } from '#foreign/parcel';
import { Refused } from '#foreign/refusal';
import { rowsOf } from '#foreign/rows';
import { PREDICTIONS } from '#harness/project';
import { Fork, rewritten } from './fork.ts';
import { ARCHIVES, type Kind, SHOWN, TEXTS } from './kinds.ts';
import { zipOf } from './zip.ts';

const KINDS = [...ARCHIVES, ...TEXTS].map((one): [string, Kind] => [one.kind, one]);

const READING = {
  task: 'binary',
  roles: { id: 'id', label: 'late', prediction: 'predicted', score: 'p_late' },
  slices: ['carrier'],
  positive: undefined,
} as const;

/** The reason why it is refused; null where there are rows to judge. */
async function refusalOf(artifact: Uint8Array): Promise<string | null> {
  try {
    await rowsOf(await predictionsIn(Buffer.from(artifact)), READING, null);
    return null;
  } catch (error) {
    // anything else is a crash
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

test.each(KINDS)('%s', async (_, { artifact, refused }) => {
  const reason = await refusalOf(artifact());
  if (refused === undefined) expect(reason).toBeNull();
  else expect(reason).toContain(refused);
});

/** Refusals of each layer, and all that is judged, by the shipped bundle. */
const SHIPPED = [
  'no zip',
  'a bomb by ratio',
  'a path to the parent',
  'a symbolic link',
  'two files of a name',
  'a line of 100 MB',
  'a million columns',
  'Parquet',
];

test('the shipped action refuses each with its reason, judges the rest, and never fails', async () => {
  await using fork = await Fork.open();
  for (const [kind, { artifact, refused, judged }] of KINDS) {
    if (judged === undefined && !SHIPPED.includes(kind)) continue;
    const run = fork.ran(artifact());
    const ran = await fork.read(run);
    expect([ran.status, ran.errors], `${kind}\n${ran.log}`).toEqual([0, []]);
    const posting = fork.posting(run);
    expect(posting?.decision, `${kind}: ${posting?.reason}`).toBe(judged ?? 'inconclusive');
    if (refused !== undefined) expect(posting?.reason).toContain(refused);
    expect(posting).toMatchObject({ conclusion: 'neutral', selfReported: true, head: run.sha });
  }
  expect(fork.github.violations).toEqual([]);
}, 600_000);

test('no text of a fork is shown that would do something where people look', async () => {
  const quoted = SHOWN.map(([, text]) => `"${text.replaceAll('"', '""')}"`);
  const data = rewritten((line, row) => line.replace(/(AA|BB)$/, () => quoted[row % quoted.length] ?? ''));
  await using fork = await Fork.open();
  const run = fork.ran(zipOf([{ name: 'predictions.csv', data }]));
  const ran = await fork.read(run);
  expect([ran.status, ran.errors], ran.log).toEqual([0, []]);
  const posting = fork.posting(run);
  expect(posting?.decision, posting?.reason).toBe('pass');
  const everywhere = [posting?.comment, posting?.summary, posting?.title, ran.summary, ran.log].join('\n');
  for (const [what, text] of SHOWN)
    if (text !== 'value 1') expect(everywhere.includes(text), what).toBe(false);
  expect(everywhere).not.toContain('evil.example');
  expect(posting?.comment).toContain(`value 1 and so on: ${SHOWN.length}`);
});

/** Files that a run may forge. */
const FORGED: readonly (readonly [string, string])[] = [
  ['verdict.json', '{"decision":"pass","reason":"@org/everyone","gates":[],"numbers":[]}'],
  ['record.json', '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"everyone"}]}'],
  ['records/0.json', '['.repeat(1_000_000)],
  ['gates.json', '{"__proto__":{"failOn":[]},"constructor":{"prototype":{"failOn":[]}}}'],
  ['posting.json', '{"number":1,"comment":"@org/everyone","checkName":"mlops/tiny"}'],
  ['event.json', '{"number":1,"pull_request":{"number":1}}'],
  ['mlops.yml', 'schema: 1\nevaluate: { run: touch forged, gates: [] }\n'],
  ['report.html', '<script>alert("everyone")</script>'],
  ['summary.md', '# passed @org/everyone'],
];

test('what is forged beside the predictions is not read: the same is judged with it and without', async () => {
  const worse = { name: 'predictions.csv', data: PREDICTIONS.replaceAll(',0,0,0.1,', ',0,0,0.9,') };
  await using fork = await Fork.open();
  const [plain, forged] = [[], FORGED].map((files) =>
    fork.ran(zipOf([worse, ...files.map(([name, data]) => ({ name, data }))])),
  );
  if (plain === undefined || forged === undefined) throw new Error('there are two runs');
  const left = [];
  for (const run of [plain, forged]) {
    const ran = await fork.read(run);
    expect([ran.status, ran.errors], ran.log).toEqual([0, []]);
    expect(ran.log + ran.summary).not.toContain('everyone');
    left.push(fork.posting(run));
  }
  const [without, beside] = left;
  // scikit-learn: roc_auc_score([0,0,1,1], [.9,.4,.35,.8]) is 0.25
  expect(without?.reason).toContain('0.25');
  expect(beside?.decisionDigest).toBe(without?.decisionDigest);
  expect(beside).toMatchObject({ decision: 'fail', number: fork.numberOf(forged), head: forged.sha });
  expect(JSON.stringify(beside)).not.toContain('everyone');
});
