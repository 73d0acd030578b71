import type { Cases, Measure } from '#metrics/measure/measure';
import { measureNamed } from '#metrics/measure/measures';
import { type Slice, spellSlice } from '#metrics/measurement';
import { anytimeContrast, anytimeEstimate } from '../inference/anytime.ts';
import { contrastApart } from '../inference/apart.ts';
import type { Contrast } from '../inference/contrast.ts';
import type { Estimate } from '../inference/estimate.ts';
import { estimateOf } from '../inference/estimation.ts';
import type { Examples } from '../inference/examples.ts';
import { contrastOf } from '../inference/paired.ts';
import type { Terms } from '../inference/terms.ts';
import { Crossing } from './crossing.ts';
import type { Noise } from './noise.ts';
import type { Trial } from './trial.ts';

/** How measures and differences of models are judged that did not see the same rows. */
interface Methods {
  readonly estimate: typeof estimateOf;
  readonly apart: typeof contrastApart;
}

/** Of rows that are all there are. */
const ONCE: Methods = { estimate: estimateOf, apart: contrastApart };
/** Of rows that go on coming, in their order, whenever somebody looks. */
export const ANYTIME: Methods = { estimate: anytimeEstimate, apart: anytimeContrast };

/** How sure the numbers of a trial are. Each answer is worked out when it is first asked for. */
export function noiseOf({ own, other }: Trial, said: Terms, methods: Methods = ONCE): Noise {
  // gates have a least number of their own, so it is they who hold it against what they rest on
  const terms = { ...said, minN: 0 };
  const whole = new Crossing(own);
  const left = other.kind === 'paired' && other.own !== own ? new Crossing(other.own) : whole;
  const right = other.kind === 'none' ? null : new Crossing(other.other);
  const estimates = new Map<string, Estimate | null>();
  const contrasts = new Map<string, Contrast | string>();
  const measureOf = (metric: string) => measureNamed(metric, own.task) ?? undefined;

  const contrast = (measure: Measure, slice: Slice | undefined, times: number): Contrast | string => {
    if (other.kind === 'none' || right === null)
      return other.kind === 'none' ? other.because : 'there is no baseline';
    const [one, two] = [examplesOf(measure, left.casesOf(slice)), examplesOf(measure, right.casesOf(slice))];
    if (one === null || two === null) return `${measure.name} has no examples of both sides`;
    const set = other.kind === 'paired' ? contrastOf : methods.apart;
    const found = set(measure, one, two, terms, times);
    const defined = Number.isFinite(found.candidate) && Number.isFinite(found.baseline);
    return defined ? found : `${measure.name} is not defined on the rows of both sides`;
  };

  return {
    estimate: (metric, slice, confidence) =>
      held(estimates, key(metric, slice, confidence), () => {
        const measure = measureOf(metric);
        const examples = measure === undefined ? null : examplesOf(measure, whole.casesOf(slice));
        if (measure === undefined || examples === null) return null;
        return methods.estimate(measure, examples, { ...terms, confidence });
      }),
    contrast: (metric, slice, times) =>
      held(contrasts, key(metric, slice, times), () => {
        const measure = measureOf(metric);
        return measure === undefined ? `${metric} has no examples` : contrast(measure, slice, times);
      }),
  };
}

function key(metric: string, slice: Slice | undefined, number: number): string {
  return [metric, slice === undefined ? '' : spellSlice(slice), number].join('\0');
}

function held<T>(known: Map<string, T>, name: string, make: () => T): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = make();
  known.set(name, made);
  return made;
}

/** What the measure takes of the cases; null: they lack it. */
export function examplesOf(
  { needs, influence }: Measure,
  { labels, weights, groups, keys, width, ...cases }: Cases,
): Examples | null {
  const answers = cases[needs];
  return answers === null || labels.length === 0
    ? null
    : {
        labels,
        answers,
        weights: weights ?? null,
        groups: groups ?? null,
        // only resampling asks for them
        ...(keys === undefined || influence !== undefined ? {} : { keys: keys() }),
        ...(width === undefined ? {} : { width }),
      };
}
