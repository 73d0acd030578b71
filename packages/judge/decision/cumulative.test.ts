import { expect, it } from 'vitest';
import { measureNamed } from '#metrics/measure/measures';
import type { Measurement } from '#metrics/measurement';
import { parseGates } from '../gate/gate.ts';
import { discordant } from '../inference/measures.fixture.ts';
import { contrastOf } from '../inference/paired.ts';
import { TERMS } from '../inference/terms.ts';
import type { Champion } from './cumulative.ts';
import { decide } from './decide.ts';
import type { Noise } from './noise.ts';

const measure = measureNamed('accuracy', 'binary');

/** A noise of 2,000 rows, of which one model alone is right on `won`, the other alone on `lost`. */
function noise(won: number, lost: number): Noise {
  return {
    estimate: () => null,
    contrast: (_metric, _slice, times) =>
      measure === null ? '' : contrastOf(measure, ...discordant(won, lost, 2000), TERMS, times),
  };
}

const accuracy = (value: number): Measurement[] => [
  { metric: 'accuracy', value, rows: 2000, direction: 'higher-is-better' },
];

function judged(gates: readonly string[], champion: Partial<Champion>, against = noise(10, 12)) {
  return decide({
    gates: parseGates(gates),
    candidate: accuracy(0.9),
    baseline: accuracy(0.901),
    baselineFacts: { kind: 'ref', name: 'baseline', digest: 'b' },
    noise: against,
    onDefaultBranch: false,
    rows: 2000,
    champion: {
      digest: 'c',
      name: '1a2b3c4d5e6f',
      noise: noise(0, 0),
      isBaseline: false,
      allowance: 2,
      ...champion,
    },
  });
}

it('many small losses fail where they are confidently beyond the allowance', () => {
  const verdict = judged(['accuracy >= baseline - 0.01'], { noise: noise(10, 110) });
  expect(verdict.decision).toBe('fail');
  expect(verdict.gates.map(({ gate, state }) => [gate, state])).toEqual([
    ['accuracy >= baseline - 0.01', 'pass'],
    ['accuracy >= champion - 0.02', 'fail'],
  ]);
  expect(verdict.gates[1]?.reason).toMatch(
    /: small losses have added up: 0\.05 below the champion 1a2b3c4d5e6f, allowed 0\.02$/,
  );
  expect(verdict.reason).toContain('small losses have added up');
});

it('a loss that noise may take beyond it is marginal and stops nothing', () => {
  const verdict = judged(['accuracy >= baseline - 0.01'], { noise: noise(10, 45) });
  expect(verdict.decision).toBe('marginal');
  expect(verdict.gates[1]).toMatchObject({ state: 'marginal', n: 2000 });
});

it.each([
  ['accuracy >= baseline - 0.01', {}, 'accuracy >= champion - 0.02'],
  ['accuracy >= baseline * 0.99', { allowance: 3 }, 'accuracy >= champion * 0.97'],
  ['accuracy >= baseline - 0.01 warn', { allowance: 1 }, 'accuracy >= champion - 0.01 warn'],
  ['accuracy >= baseline', {}, null],
  ['accuracy >= baseline + 0.01', {}, null],
  ['accuracy >= 0.8', {}, null],
  ['accuracy >= baseline - 0.01', { isBaseline: true }, null],
])('%s with %j is also held against %s', (gate, champion, also) => {
  const names = judged([gate], champion).gates.map((one) => one.gate);
  expect(names).toEqual(also === null ? [gate] : [gate, also]);
});

it('a champion of other rows bounds nothing, and a note says so', () => {
  const verdict = judged(['accuracy >= baseline - 0.01'], { noise: 'it was judged on other data' });
  expect(verdict.gates).toHaveLength(1);
  expect(verdict.champion).toEqual({ digest: 'c', standing: 'not comparable' });
  expect(verdict.notes).toContain(
    'the champion 1a2b3c4d5e6f is not compared with: it was judged on other data',
  );
});

it.each([
  [noise(110, 10), 'better'],
  [noise(30, 20), 'level'],
  [noise(10, 110), 'level'],
])('stands against the champion', (against, standing) => {
  expect(judged(['accuracy >= baseline - 0.1'], { noise: against }).champion).toEqual({
    digest: 'c',
    standing,
  });
});

it('an improvement in one measure does not crown a model that lost in another', () => {
  const mixed: Noise = {
    estimate: () => null,
    contrast: (metric) =>
      (metric === 'accuracy' ? noise(110, 10) : noise(10, 12)).contrast(metric, undefined, 1),
  };
  const gates = ['accuracy >= baseline - 0.1', 'precision >= baseline - 0.1'];
  const candidate = [...accuracy(0.9), ...accuracy(0.9).map((one) => ({ ...one, metric: 'precision' }))];
  const { champion } = decide({
    gates: parseGates(gates),
    candidate,
    baseline: candidate,
    baselineFacts: { kind: 'ref', name: 'baseline', digest: 'b' },
    noise: mixed,
    onDefaultBranch: false,
    rows: 2000,
    champion: { digest: 'c', name: 'c', noise: mixed, isBaseline: false, allowance: 2 },
  });
  expect(champion?.standing).toBe('level');
});
