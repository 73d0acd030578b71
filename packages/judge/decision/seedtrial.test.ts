import { expect, it } from 'vitest';
import { predictionsOf } from '#metrics/predictions';
import { readTable } from '#metrics/reader/reader';
import { rolesOf, wantedColumns } from '#metrics/roles';
import { parseGates } from '../gate/gate.ts';
import { TERMS } from '../inference/terms.ts';
import { decide } from './decide.ts';
import { appraiseSeeds, seedFigures } from './seedtrial.ts';

const ROWS = 400;

/** A run that is right on the share of its seed, on other rows at each seed. */
async function run(share: number, seed: number, step: number) {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const right = (row * step + seed * 13) % 100 < share;
    return `${row},${row % 2},${right ? row % 2 : 1 - (row % 2)}`;
  });
  const roles = rolesOf({});
  const bytes = new TextEncoder().encode(`id,label,prediction\n${lines.join('\n')}\n`);
  const table = await readTable(bytes, 'run.csv', wantedColumns(roles, []));
  return predictionsOf(table, { task: 'binary', columns: roles, slices: [] });
}

const runs = (shares: readonly number[], step: number) =>
  Promise.all(shares.map((share, seed) => run(share, seed, step)));
const candidate = await runs([79, 83, 81, 80, 84, 82, 78], 7);
const baseline = await runs([77, 77, 80, 83, 76, 77, 82], 11);

// SciPy 1.17.1 and NumPy 2.4.6: t.ppf with the degrees of freedom of Satterthwaite, var(ddof=1) over seeds / 7, plus
// var(mean over seeds of right, candidate - baseline, ddof=1) / 400; wilcoxon(method='exact').
it.each([
  { shared: true, low: -0.020596033249376252, high: 0.06345317610651911, p: 0.296875 / 2 },
  { shared: false, low: -0.0089151391211158, high: 0.051772281978258665, p: null },
])('seeds that are shared: $shared', ({ shared, low, high, p }) => {
  const gates = parseGates(['accuracy >= baseline - 0.05']);
  const evidence = appraiseSeeds({ candidate, baseline, shared }, gates, TERMS);
  const [figure] = seedFigures(evidence, gates, 0.95);
  expect(figure?.difference).toBeCloseTo(0.021428571428571432, 12);
  expect(figure?.interval[0]).toBeCloseTo(low, 10);
  expect(figure?.interval[1]).toBeCloseTo(high, 10);
  expect(figure?.signedRank === null ? null : figure?.signedRank.above).toBe(p);
  const verdict = decide({
    ...evidence,
    gates,
    terms: { ...TERMS, minN: 0 },
    baselineFacts: { kind: 'file', name: 'baseline', digest: 'b' },
    onDefaultBranch: false,
  });
  expect(verdict.decision).toBe('pass');
  expect(verdict.gates[0]).toMatchObject({ n: 7, counted: 'seeds', state: 'pass' });
});

it('one run a side tells no spread of seeds, however many rows', () => {
  const gates = parseGates(['accuracy >= baseline - 0.05']);
  const one = { candidate, baseline: baseline.slice(0, 1), shared: false };
  const contrast = appraiseSeeds(one, gates, TERMS).noise.contrast('accuracy', undefined, 1);
  expect(typeof contrast === 'string' ? contrast : contrast.open?.because).toContain('a spread takes 2');
});

it('too few rows decide nothing, however many seeds', () => {
  const gates = parseGates(['accuracy >= baseline - 0.05']);
  const terms = { ...TERMS, minN: 500 };
  const contrast = appraiseSeeds({ candidate, baseline, shared: true }, gates, terms).noise.contrast(
    'accuracy',
    undefined,
    1,
  );
  expect(typeof contrast === 'string' ? contrast : contrast.open).toEqual({
    because: '400 examples, and min-n asks for 500',
    needed: null,
  });
});

it('a share of the baseline is subtracted run by run', () => {
  const gates = parseGates(['accuracy >= baseline * 0.9']);
  const { noise } = appraiseSeeds({ candidate, baseline, shared: true }, gates, TERMS);
  const contrast = noise.contrast('accuracy', undefined, 0.9);
  const plain = noise.contrast('accuracy', undefined, 1);
  if (typeof contrast === 'string' || typeof plain === 'string') throw new Error('there is a contrast');
  expect(contrast.difference).toBeCloseTo(plain.candidate - 0.9 * plain.baseline, 12);
  expect(contrast.baseline).toBeCloseTo(plain.baseline, 12);
});
