import { Mistake } from '#kit/outcome';
import { eppsSingletonP } from './characteristic.ts';
import { type Cell, cleaned, distinctOf, type Kind, type Sides } from './column.ts';
import {
  energy,
  hellinger,
  jensenShannonDistance,
  kullbackLeibler,
  normedWasserstein,
  psi,
} from './distance.ts';
import { andersonP, cramerVonMisesP } from './distribution.ts';
import { chiSquareP, fisherP, gTestP, proportionP } from './frequency.ts';
import { kolmogorovP, mannWhitneyLessP, studentTestP } from './location.ts';
import { discrepancyP, variationP } from './permutation.ts';

/** One of Evidently's tests: its score, and from where on that is drift. */
interface StatTest {
  score(sides: Sides): number;
  readonly threshold?: number;
  drifts(score: number, threshold: number): boolean;
  /** sees missing and infinite values too */
  readonly raw?: boolean;
}

const below = (score: number, threshold: number) => score < threshold;
const upTo = (score: number, threshold: number) => score <= threshold;
const from = (score: number, threshold: number) => score >= threshold;
const above = (score: number, threshold: number) => score > threshold;

/** By Evidently's names, with its defaults (judge.md 7.1). */
const TESTS = {
  ks: { score: kolmogorovP, drifts: upTo },
  chisquare: { score: chiSquareP, drifts: below },
  z: { score: proportionP, drifts: below },
  t_test: { score: studentTestP, drifts: below },
  mannw: { score: mannWhitneyLessP, drifts: below },
  es: { score: eppsSingletonP, drifts: below },
  anderson: { score: andersonP, threshold: 0.1, drifts: below },
  cramer_von_mises: { score: cramerVonMisesP, threshold: 0.1, drifts: upTo },
  g_test: { score: gTestP, threshold: 0.1, drifts: below },
  fisher_exact: { score: fisherP, threshold: 0.1, drifts: below, raw: true },
  TVD: { score: (sides) => variationP(sides), threshold: 0.1, drifts: below },
  empirical_mmd: { score: discrepancyP, threshold: 0.1, drifts: below },
  wasserstein: { score: normedWasserstein, threshold: 0.1, drifts: from },
  jensenshannon: { score: jensenShannonDistance, threshold: 0.1, drifts: from },
  psi: { score: psi, threshold: 0.1, drifts: from },
  kl_div: { score: kullbackLeibler, threshold: 0.1, drifts: from },
  hellinger: { score: hellinger, threshold: 0.1, drifts: from },
  ed: { score: energy, threshold: 0.1, drifts: above },
} satisfies Readonly<Record<string, StatTest>>;

const BY_NAME: ReadonlyMap<string, StatTest> = new Map(Object.entries(TESTS));
type Name = keyof typeof TESTS;

const MANY_ROWS = 1000;
const FEW_VALUES = 5;

/** What is asked of a column; what is not said is Evidently's default. */
export interface Ask {
  readonly name?: string;
  readonly kind: Kind;
  readonly method?: string | null;
  readonly threshold?: number | null;
}

export interface ColumnDrift {
  readonly method: string;
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
  /** where the method has one beside its score */
  readonly p?: number;
  readonly reason?: string;
}

/** The test Evidently takes by default: by rows of the reference and distinct values of both sides. */
export function defaultMethod(sides: Sides): Name {
  const distinct = distinctOf(sides).size;
  const many = sides.reference.length > MANY_ROWS;
  if (sides.kind === 'num' && distinct > FEW_VALUES) return many ? 'wasserstein' : 'ks';
  if (many) return 'jensenshannon';
  return distinct > 2 ? 'chisquare' : 'z';
}

/** The threshold that holds: what was asked for, else the test's own, else 0.05. */
export function thresholdOf(asked: number | null | undefined, own: number | null | undefined): number {
  return asked ?? own ?? 0.05;
}

/** Which method was asked for: by column, else by its kind, else for all; null: the default. */
export function methodAsked(
  column: string,
  kind: Kind,
  asked: {
    readonly perColumn?: Readonly<Record<string, string>> | null;
    readonly num?: string | null;
    readonly cat?: string | null;
    readonly all?: string | null;
  },
): string | null {
  return asked.perColumn?.[column] ?? asked[kind] ?? asked.all ?? null;
}

/** Has a column drifted, by Evidently's rules? An empty side or a method that there is not is a mistake. */
export function columnDrift(reference: readonly Cell[], current: readonly Cell[], ask: Ask): ColumnDrift {
  const { kind, name = 'column' } = ask;
  const raw = { kind, reference, current };
  const sides = { kind, reference: cleaned(reference), current: cleaned(current) };
  for (const side of ['current', 'reference'] as const) {
    if (sides[side].length > 0) continue;
    const what = `An empty column '${name}' was provided for drift calculation in the ${side} dataset.`;
    throw new Mistake({
      subject: name,
      what,
      remedy: 'Leave the column out, or give rows that hold values.',
    });
  }
  const method = ask.method ?? defaultMethod(sides);
  const test = BY_NAME.get(method);
  if (test === undefined) {
    const remedy = `There are: ${[...BY_NAME.keys()].join(', ')}.`;
    throw new Mistake({ subject: name, what: 'has a method that is not known here', remedy, value: method });
  }
  const score = test.score(test.raw === true ? raw : sides);
  const threshold = thresholdOf(ask.threshold, test.threshold);
  return { method, score, threshold, drifted: test.drifts(score, threshold) };
}

/** Evidently's verdict on a dataset: the share of columns that drifted, against 0.5. */
export function datasetDrift(columns: readonly ColumnDrift[], share = 0.5) {
  const count = columns.filter(({ drifted }) => drifted).length;
  return { drifted: count / columns.length >= share, count, share: count / columns.length };
}
