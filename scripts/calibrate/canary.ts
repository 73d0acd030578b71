import { type Sides, shiftOf } from '#judge/canary/shift';
import { mannWhitney } from '#judge/kayenta/mannwhitney';
import type { Cell } from './cell.ts';
import { Draw, seedOf } from './draw.ts';

/** Series of a canary and its baseline: AR(1) of spread 1, the canary's of `spread`. */
export interface Course {
  readonly rho: number;
  readonly paired: boolean;
  readonly spread: number;
}

export const COURSES: readonly Course[] = [0, 0.2, 0.4, 0.6, 0.8].flatMap((rho) => [
  { rho, paired: true, spread: 1 },
  { rho, paired: false, spread: 3 },
]);

/** Says of two series whether the canary lies higher, at one-sided 2.5 %. */
type Judge = (experiment: Float64Array, control: Float64Array, paired: boolean) => boolean;

/** The strict judge's shift, its noise by autocorrelation. */
export function isHigher(experiment: Float64Array, control: Float64Array, paired: boolean): boolean {
  const side = (values: Float64Array) => ({ values, sorted: values.slice().sort() });
  const sides: Sides = { experiment: side(experiment), control: side(control), paired };
  return shiftOf(sides).p('above', 0) <= 0.025;
}

/** Kayenta's interval at the same one-sided error, without its tolerance. */
export function isHigherByKayenta(experiment: Float64Array, control: Float64Array): boolean {
  return (mannWhitney(experiment, control, 0.95)?.low ?? 0) > 0;
}

/** How often a judge finds the canary worse where it is equal, and where it is one deviation higher. */
export function canaryCell({ rho, paired, spread }: Course, n: number, trials: number, judge: Judge): Cell {
  const circumstances = `${paired ? 'pairs' : `unpaired, ${spread} times the spread`}, autocorrelation ${rho}`;
  const name = `canary, ${circumstances}, ${n} points`;
  let [equal, higher] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const draw = new Draw(seedOf(name, trial));
    const experiment = series(n, rho, draw).map((value) => value * spread);
    const control = series(n, rho, draw);
    if (judge(experiment, control, paired)) equal++;
    if (
      judge(
        experiment.map((value) => value + spread),
        control,
        paired,
      )
    )
      higher++;
  }
  return {
    name,
    subject: 'canary',
    circumstances,
    n,
    errors: { 'fails what is equal': { times: equal, trials } },
    powers: { 'fails what is one deviation higher': { times: higher, trials } },
  };
}

function series(count: number, rho: number, draw: Draw): Float64Array {
  let state = draw.normal();
  return Float64Array.from({ length: count }, () => {
    state = rho * state + Math.sqrt(1 - rho * rho) * draw.normal();
    return state;
  });
}
