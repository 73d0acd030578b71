import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { Workspace } from '#harness/workspace';

/** `mlops judge drift` on files: 400 rows of reference over 40 days, and 200 rows of now. */
const CARRIERS = ['AA', 'BB', 'CC', 'DD'];

/** Rows spread evenly, in an order that is no order; `by` moves the distances, `carrier` is one more name. */
function csv(rows: number, { by = 0, carrier = 'AA' } = {}): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const spread = (at * 7919) % rows;
    const day = new Date(Date.UTC(2026, 0, 1 + (at % 40))).toISOString().slice(0, 10);
    const name = at % 5 === 0 ? carrier : CARRIERS[at % 4];
    return `${day},${at},${((100 * spread) / rows + by).toFixed(2)},${name},${at % 3 === 0}`;
  });
  return `day,id,distance,carrier,late\n${lines.join('\n')}\n`;
}

const FILES = {
  'reference.csv': csv(400),
  'current.csv': csv(200),
  'moved.csv': csv(200, { by: 40, carrier: 'ZZ' }),
  'few.csv': csv(20),
};
const WORDS = ['judge', 'drift', '--reference', 'reference.csv', '--ignore', 'id,day'];

test('the example of --help works, and says that nothing moved', async () => {
  using workspace = Workspace.of(FILES);
  const help = await runCli(['judge', 'drift', '--help'], workspace);
  const example =
    /mlops (judge drift --reference \S+ --current \S+)/.exec(help.stdout)?.[1]?.split(' ') ?? [];
  const ran = await runCli([...example, '--ignore', 'id'], workspace);
  expect(ran.stdout).toMatch(/^pass: 0 of 4 columns moved\n400 rows of reference, 200 now\./);
  expect(ran.status).toBe(0);
});

test('what moved is named, with both shares, new categories, and n', async () => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli([...WORDS, '--current', 'moved.csv', '--json'], workspace);
  expect(ran.status).toBe(1);
  const said = JSON.parse(ran.stdout);
  expect(said).toMatchObject({ method: 'size-aware', decision: 'fail', share: expect.closeTo(2 / 3, 9) });
  const [distance, carrier] = ['distance', 'carrier'].map((name) =>
    said.columns.find(({ column }: { column: string }) => column === name),
  );
  expect(distance).toMatchObject({ moved: true, reference: { rows: 400 }, current: { rows: 200 } });
  // the lowest 40 % of the rows are gone, and 40 % lie above all there was
  expect(distance.movers.map(({ what }: { what: string }) => what.split(' ')[0]).toSorted()).toEqual([
    '0',
    'above',
  ]);
  expect(distance.outside).toBeCloseTo(0.4, 2);
  expect(carrier).toMatchObject({ moved: true, unseen: ['ZZ'], outside: 0.2 });
  expect(carrier.movers).toContainEqual({ what: 'new categories', before: 0, now: 0.2 });
  const table = await runCli([...WORDS, '--current', 'moved.csv'], workspace);
  expect(table.stdout).toMatch(/^distance +moved +1\.\d+ +< 0\.001 +400 +200 +\d+ %/m);
  expect(table.stdout).toContain('never seen before: ZZ');
});

test('a profile of the reference says the same as its rows, and holds none of them', async () => {
  using workspace = Workspace.of(FILES);
  const by = ['--current', 'moved.csv', '--json'];
  const rows = await runCli([...WORDS, ...by, '--profile-out', 'reference.json'], workspace);
  const profile = await runCli(
    ['judge', 'drift', '--reference', 'reference.json', '--ignore', 'id,day', ...by],
    workspace,
  );
  expect(profile.stdout).toBe(rows.stdout);
  expect(workspace.read('reference.json')).toMatch(/^\{"schema":"\S+drift-profile\/v1","rows":400,/);
  expect(workspace.read('reference.json').length).toBeLessThan(10_000);
});

test('a column that must not drift decides alone', async () => {
  using workspace = Workspace.of({ ...FILES, 'zz.csv': csv(200, { carrier: 'ZZ' }) });
  const free = await runCli([...WORDS, '--current', 'zz.csv'], workspace);
  expect(free.stdout).toMatch(/^marginal: 1 of 3 columns moved: carrier/);
  const guarded = await runCli([...WORDS, '--current', 'zz.csv', '--must-not-drift', 'carrier'], workspace);
  expect(guarded.stdout).toMatch(/^fail: carrier must not drift, and moved/);
  expect([free.status, guarded.status]).toEqual([0, 1]);
});

test('times cut the reference into blocks, and the evidence says so', async () => {
  using workspace = Workspace.of(FILES);
  const words = ['judge', 'drift', '--reference', 'reference.csv', '--current', 'current.csv'];
  const ran = await runCli([...words, '--time', 'day', '--ignore', 'id', '--json'], workspace);
  const { columns } = JSON.parse(ran.stdout);
  expect(columns.map(({ column }: { column: string }) => column).toSorted()).toEqual([
    'carrier',
    'distance',
    'late',
  ]);
  expect(columns[0].evidence).toMatchObject({ from: 'blocks of time', blocks: 40 });
});

test("Evidently's rule stands beside it", async () => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli(
    [...WORDS, '--current', 'moved.csv', '--method', 'evidently', '--json'],
    workspace,
  );
  const said = JSON.parse(ran.stdout);
  expect(said).toMatchObject({ method: 'evidently', decision: 'fail', share: expect.closeTo(2 / 3, 9) });
  expect(
    said.columns.map(({ column, method }: { column: string; method: string }) => [column, method]),
  ).toEqual([
    ['distance', 'ks'],
    ['carrier', 'chisquare'],
    ['late', 'z'],
  ]);
});

test('too few rows are no verdict', async () => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli([...WORDS, '--current', 'few.csv'], workspace);
  expect(ran.stdout).toMatch(
    /^inconclusive: distance could not be compared: 20 rows are too few: 30 are the least/,
  );
  expect(ran.status).toBe(1);
});

test.each([
  [['--current', 'absent.csv'], /absent\.csv: cannot be read/],
  [
    ['--current', 'current.csv', '--time', 'dya'],
    /--time = "dya": is no column of reference\.csv\. Did you mean day\?/,
  ],
  [
    ['--current', 'current.csv', '--must-not-drift', 'carier'],
    /"carier": is no column of .* Did you mean carrier\?/,
  ],
  [
    ['--current', 'current.csv', '--method', 'psi'],
    /--method = "psi": is not known\. Choose from size-aware, evidently, nannyml, deepchecks\./,
  ],
  [['--current', 'current.csv', '--share', 'half'], /--share = "half": is not a number/],
  [[], /--current: is not given/],
])('%j is a mistake that says what to do', async (words, said) => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli([...WORDS, ...words], workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});

test.each([
  [
    ['--ignore', 'idd'],
    /^--ignore = "idd": is no column of reference\.csv or moved\.csv\. Did you mean id\?/,
  ],
  [['--share', '5'], /^--share = "5": is no share of columns\. Write a number above 0, up to 1/],
  [['--share', '0'], /^--share = "0": is no share of columns\./],
])('%j is a mistake: nothing would ever fail, or another column than was meant', async (words, message) => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli(
    ['judge', 'drift', '--reference', 'reference.csv', '--current', 'moved.csv', ...words],
    workspace,
  );
  expect(ran.stderr).toMatch(message);
  expect(ran.status).toBe(2);
});
