import { expect, test } from 'vitest';
import { movement } from './moved.ts';
import { NOISY, VERDICTS } from './sample.ts';

const slicesOf = (verdict: typeof NOISY) => movement(verdict)?.slices.map(({ slice }) => slice);

test('where noise was judged, slices whose interval leaves out no change have moved', () => {
  // -0.0158 ± 0.9 / sqrt(4456) = 0.0135 leaves out 0; F9 with -0.1084 ± 0.1214 does not, on 55 rows
  expect(movement(NOISY)).toMatchObject({ by: 'noise', of: 13 });
  expect(slicesOf(NOISY)).toEqual(['carrier=EV']);
});

test('where it was not, the worst are listed', () => {
  expect(movement(VERDICTS.fail)).toMatchObject({ by: 'size', of: 13 });
  expect(slicesOf(VERDICTS.fail)).toEqual(['F9', 'VX', 'EV', '9E', 'AS'].map((one) => `carrier=${one}`));
});

test('without a baseline nothing moved', () => {
  expect(movement(VERDICTS.inconclusive)).toBeNull();
});

test('the interval of a gate that multiplies the baseline is not that of the difference from it', () => {
  const gates = NOISY.gates.map((gate) =>
    gate.difference === undefined
      ? gate
      : { ...gate, difference: gate.difference + 0.1 * (gate.baseline ?? 0) },
  );
  expect(movement({ ...NOISY, gates })).toMatchObject({ by: 'size' });
});
