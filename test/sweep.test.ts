import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { yamlBlocks } from '#harness/pages';
import { changed, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';
import { parseSelection } from '#judge/sweep/selection';
import { expected } from '#stage/parts/expectation';

const ROWS = 4000;
const SEEDS = { small: 1, medium: 2, large: 3 } as const;
type Size = keyof typeof SEEDS;
const SIZES: readonly Size[] = ['small', 'medium', 'large'];

/** Whole numbers that look random, the same each time. */
const mixed = (row: number, salt: number) =>
  (Math.imul(Math.imul(row + 1, 2_654_435_761) ^ salt, 40_503) >>> 8) % 1000;

/** The share of rows on which a model is wrong: large 10 %, small 11 % on other rows, medium 20 %. */
const wrong: Readonly<Record<Size, (row: number) => boolean>> = {
  large: (row) => mixed(row, 11) < 100,
  small: (row) => mixed(row, 77) < 102,
  medium: (row) => mixed(row, 5) < 200,
};

function rowsOf(size: Size): string {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const late = mixed(row, 3) < 500 ? 1 : 0;
    const said = wrong[size](row) ? 1 - late : late;
    return `${row + 1},${late},${said},${said === 1 ? 0.8 : 0.2},${row % 2 === 0 ? 'yes' : 'no'}`;
  });
  return `id,late,predicted,p_late,tuning\n${lines.join('\n')}\n`;
}

const GATES = 'gates: ["accuracy >= 0.85"]';

function sweeping(select: string): Workspace {
  const config = changed('gates: ["roc_auc >= 0.7"]', `${GATES}\n  select: ${select}`)
    .replace('  slices: [carrier]\n', '')
    .replace('code: [predict.sh, predictions.csv]', 'code: [predict.sh, "rows-*.csv"]');
  return tinyProject({
    'mlops.yml': config,
    'predict.sh':
      'seed=$(sed "s/trained with seed \\([0-9]*\\).*/\\1/" "$MLOPS_MODEL")\ncp "rows-$seed.csv" "$MLOPS_PREDICTIONS"\n',
    ...Object.fromEntries(SIZES.map((size) => [`rows-${SEEDS[size]}.csv`, rowsOf(size)])),
  });
}

async function trained(
  project: Workspace,
  github: FakeGitHub,
  sizes: readonly Size[] = SIZES,
): Promise<void> {
  for (const size of sizes) {
    const ran = await runAction('train', project, github, {
      with: { name: size, seed: String(SEEDS[size]) },
    });
    expect(ran.status, ran.log).toBe(0);
  }
}

const FROM = { from: 'mlops-tiny-train-*' };
const verdictOf = (project: Workspace) => JSON.parse(project.read('.mlops/stage/evaluate/verdict.json'));

describe('a sweep', () => {
  it('chooses on some rows, judges on the others, and the chosen goes on', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sweeping('{ by: accuracy, rule: simplest, order: [small, medium, large], share: 0.5 }');
    await trained(project, github);
    const ran = await runAction('evaluate', project, github, { with: FROM });
    expect(ran.status, ran.log).toBe(0);
    expect(ran.outputs).toMatchObject({ verdict: 'pass', chosen: 'mlops-tiny-train-small' });
    const { sweep, rows } = verdictOf(project);
    expect(sweep).toMatchObject({
      chosen: 'small',
      rule: 'simplest',
      choosers: 'by a share of 0.5 of the ids',
    });
    expect(sweep.choosing + sweep.held).toBe(ROWS);
    expect(rows).toBe(sweep.held);
    expect(ran.summary).toContain('### Candidates');
    expect(project.read('.mlops/stage/evaluate/report.html')).toContain('<h2 id="sweep">Candidates</h2>');
    const packed = await runAction('containerize', project, github, { with: { files: 'predict.sh' } });
    expect(packed.status, packed.log).toBe(0);
    expect(packed.log).toContain('mlops-tiny-train-small: what the others came to');
    expect(github.violations).toEqual([]);
  });

  it('takes the best where the rule says so, and floors on the rows that chose decide nothing', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sweeping('{ by: accuracy }');
    await trained(project, github);
    const ran = await runAction('evaluate', project, github, {
      with: { ...FROM, expect: 'small\nmedium\nlarge' },
    });
    expect(ran.status, ran.log).toBe(1);
    expect(ran.outputs).toMatchObject({ verdict: 'inconclusive' });
    expect(ran.outputs['reason']).toContain("winner's curse");
    const { best, chosen } = verdictOf(project).sweep;
    expect(chosen).toBe(best);
    const packed = await runAction('containerize', project, github, { with: { files: 'predict.sh' } });
    expect(packed.status, packed.log).toBe(1);
  });

  it('takes what each candidate was evaluated to, and a column that says which rows choose', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sweeping('{ by: accuracy, order: [medium, small, large], on: tuning }');
    await trained(project, github);
    for (const size of SIZES) {
      const wish = {
        name: size,
        from: `mlops-tiny-train-${size}`,
        gates: 'accuracy >= 0.99',
        'fail-on': 'never',
      };
      await runAction('evaluate', project, github, { with: wish });
    }
    const ran = await runAction('evaluate', project, github, { with: { from: 'mlops-tiny-evaluate-*' } });
    expect(ran.status, ran.log).toBe(0);
    const { sweep, rows } = verdictOf(project);
    expect(sweep).toMatchObject({ choosing: ROWS / 2, held: ROWS / 2, choosers: 'by the rows with tuning' });
    expect(rows).toBe(ROWS / 2);
    expect(ran.outputs['chosen']).toBe(`mlops-tiny-train-${sweep.chosen}`);
    // the evaluations of the candidates do not speak for the chosen: the sweep does
    const packed = await runAction('containerize', project, github, { with: { files: 'predict.sh' } });
    expect(packed.status, packed.log).toBe(0);
  });

  it('is inconclusive where a candidate is missing', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sweeping('{ by: accuracy, order: [small, medium, large], share: 0.5 }');
    await trained(project, github, ['small', 'large']);
    const ran = await runAction('evaluate', project, github, { with: FROM });
    expect(ran.status, ran.log).toBe(1);
    expect(ran.outputs['reason']).toBe('the candidate medium is missing: 2 of 3 are there');
    const { sweep } = verdictOf(project);
    expect(sweep.candidates.map(({ name }: { name: string }) => name)).toEqual(['small', 'large']);
  });
});

test('a candidate that the order names and nobody expects is a mistake', async () => {
  using project = sweeping('{ by: accuracy, order: [small, huge] }');
  await runCli(['train', '--name', 'small'], project);
  const ran = await runCli(['evaluate', '--from', FROM.from, '--expect', 'small'], project);
  expect(ran.log).toMatch(/select\.order = "huge" \(mlops\.yml:\d+:\d+\): names no candidate/);
  expect(ran.status, ran.log).toBe(2);
});

test('what docs/sweeps.md writes is what evaluate reads', () => {
  const blocks = yamlBlocks('docs/sweeps.md').map((block) => parse(block));
  const select = blocks.map((block) => block.evaluate?.select).find((one) => one !== undefined);
  expect(parseSelection(select)).toMatchObject({ rule: 'simplest', rows: { kind: 'share', share: 0.5 } });
  const { from, expect: said } = blocks[0].jobs.gate.steps.at(-1).with;
  expect(expected(from, [said]).map(({ name }) => name)).toEqual(['1', '2', '3']);
});
