import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { Workspace } from '#harness/workspace';

/** `mlops judge canary` on files. Verdicts are those of the derived Kayenta vectors. */
interface Whole {
  readonly id: string;
  readonly canaryConfig: object;
  readonly metricSetPairs: readonly {
    readonly name: string;
    readonly experiment: readonly number[];
    readonly control: readonly number[];
  }[];
  readonly derived: { readonly score: number; readonly classification: string };
}
const file = join(import.meta.dirname, '../packages/judge/kayenta/fixtures/kayenta_derived.json');
const { judgeCases }: { readonly judgeCases: readonly Whole[] } = JSON.parse(readFileSync(file, 'utf8'));
const WORDS = ['judge', 'canary', '--config', 'canary.json', '--control', 'control.json'];

function workspaceOf({ canaryConfig, metricSetPairs }: Whole): Workspace {
  const side = (name: 'experiment' | 'control') =>
    Object.fromEntries(metricSetPairs.map((pair) => [pair.name, pair[name]]));
  const names = metricSetPairs.map(({ name }) => name);
  const rows = (metricSetPairs[0]?.experiment ?? []).map((_, row) =>
    metricSetPairs.map(({ experiment }) => experiment[row]).join(','),
  );
  return Workspace.of({
    'canary.json': JSON.stringify(canaryConfig),
    'control.json': JSON.stringify(side('control')),
    'canary.csv': `${names.join(',')}\n${rows.join('\n')}\n`,
  });
}

test.each(judgeCases.map((one) => [one.id, one] as const))(
  '%s as JSON, and its exit status',
  async (_id, one) => {
    using workspace = workspaceOf(one);
    const ran = await runCli([...WORDS, '--experiment', 'canary.csv', '--json'], workspace);
    const { score, classification } = one.derived;
    expect(JSON.parse(ran.stdout)).toMatchObject({ score, class: classification });
    expect(ran.status).toBe(classification === 'Fail' ? 1 : 0);
  },
);

test('the table says what was measured', async () => {
  const high = judgeCases.find(({ id }) => id === 'kay-judge-02');
  if (high === undefined) throw new Error('the vector is gone');
  using workspace = workspaceOf(high);
  const { stdout } = await runCli([...WORDS, '--experiment', 'canary.csv'], workspace);
  expect(stdout).toMatch(/^Fail: score 0\nGroups: g 0\n\nMetric +Class +Canary +n +Baseline/);
  expect(stdout).toMatch(/m1 +High +\S+ +60 +\S+ +60 .* 1\.8282$/m);
});

test.each([
  [['judge'], /judge: takes what is to be judged\. There are: canary/],
  [[...WORDS], /--experiment: is not given/],
  [[...WORDS, '--experiment', 'absent.csv'], /absent\.csv: cannot be read/],
  [[...WORDS, '--experiment', 'other.csv'], /other\.csv: holds none of the metrics that are configured/],
  [[...WORDS, '--experiment', 'control.json', '--pass', 'high'], /--pass = "high": is not a number/],
])('%j is a mistake that says what to do', async (words, said) => {
  const [one] = judgeCases;
  if (one === undefined) throw new Error('the vectors are gone');
  using workspace = workspaceOf(one);
  workspace.write({ 'other.csv': 'cpu\n1\n' });
  const ran = await runCli(words, workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});
