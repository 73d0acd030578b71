import { Mistake } from '#kit/outcome';
import { type Chunk, type Chunking, chunksOf, TEN } from '../../chunk.ts';
import { type Limits, limitsOf } from '../../limit.ts';
import { type Cell, cleaned, type Kind } from '../evidently/column.ts';
import type { Ask, ColumnDrift } from '../evidently/stattest.ts';
import {
  chiSquareOf,
  hellingerOf,
  jensenShannonOf,
  kolmogorovOf,
  lInfinityOf,
  type Measured,
  type Statistic,
  wassersteinOf,
} from './statistic.ts';

interface Method {
  readonly kinds: readonly Kind[];
  /** what the statistic can be at all */
  readonly range: Limits;
  measured(kind: Kind, reference: readonly Cell[]): Measured;
  /** decides by p below 0.05, not by chunks of the reference */
  readonly byP?: boolean;
}

const ANY = { lower: 0, upper: null } as const;

/** By NannyML's names. */
const TESTS = {
  jensen_shannon: { kinds: ['num', 'cat'], range: ANY, measured: jensenShannonOf },
  kolmogorov_smirnov: { kinds: ['num'], range: { lower: 0, upper: 1 }, measured: kolmogorovOf },
  wasserstein: { kinds: ['num'], range: ANY, measured: wassersteinOf },
  hellinger: { kinds: ['num', 'cat'], range: ANY, measured: hellingerOf },
  chi2: { kinds: ['cat'], range: ANY, measured: chiSquareOf, byP: true },
  l_infinity: { kinds: ['cat'], range: ANY, measured: lInfinityOf },
} satisfies Readonly<Record<string, Method>>;
const BY_NAME: ReadonlyMap<string, Method> = new Map(Object.entries(TESTS));

const SIGNIFICANT = 0.05;
const DEFAULT = 'jensen_shannon';

/** What was found of one chunk of the current data. NaN: it holds no value. */
interface ChunkDrift extends Statistic {
  readonly chunk: Chunk;
  readonly alert: boolean;
}

export interface ChunkedDrift {
  readonly method: string;
  /** above this a statistic is drift; of chi2 the p below which it is */
  readonly threshold: number;
  readonly chunks: readonly ChunkDrift[];
}

/** How both sides are cut: by default each into ten. */
export interface Cutting {
  readonly reference?: Chunking;
  readonly current?: Chunking;
}

/**
 * A column by NannyML's rules (judge.md 7.2): the statistic of each chunk of the current rows against the whole
 * reference, alert above mean + 3 standard deviations of the statistic over the chunks of the reference; of chi2
 * where p < 0.05. Rows are in order of time, missing cells NaN. Mistake: a method that there is not, or not for
 * this kind of column; an empty side; too few rows for the chunks.
 */
export function chunkedDrift(
  reference: readonly Cell[],
  current: readonly Cell[],
  ask: Ask,
  cut: Cutting = {},
): ChunkedDrift {
  const [name, test] = methodOf(ask);
  const before = cleaned(reference);
  if (before.length === 0 || cleaned(current).length === 0) throw empty(ask.name, before.length === 0);
  const measured = test.measured(ask.kind, before);
  const of = (cells: readonly Cell[], { from, to }: Chunk): Statistic => {
    const part = cleaned(cells.slice(from, to));
    return part.length === 0 ? { value: Number.NaN } : measured(part);
  };
  const known = () =>
    chunksOf(reference.length, cut.reference ?? TEN).map((chunk) => of(reference, chunk).value);
  const threshold =
    ask.threshold ??
    (test.byP ? SIGNIFICANT : (limitsOf(known(), test.range).upper ?? Number.POSITIVE_INFINITY));
  const chunks = chunksOf(current.length, cut.current ?? TEN).map((chunk) => {
    const found = of(current, chunk);
    return { chunk, ...found, alert: test.byP ? (found.p ?? 1) < threshold : found.value > threshold };
  });
  return { method: name, threshold, chunks };
}

/** The current rows as one chunk: has the column drifted? The threshold is that of the reference's ten chunks. */
export function nannymlDrift(reference: readonly Cell[], current: readonly Cell[], ask: Ask): ColumnDrift {
  const { method, threshold, chunks } = chunkedDrift(reference, current, ask, { current: { count: 1 } });
  const { value = Number.NaN, p, alert: drifted = false } = chunks[0] ?? {};
  const side = drifted ? 'above' : 'within';
  const reason =
    p === undefined
      ? `${method} is ${side} mean + 3 standard deviations over chunks of the reference`
      : `p of ${method} is ${drifted ? 'below' : 'at least'} ${threshold}`;
  return { method, score: value, threshold, drifted, ...(p === undefined ? {} : { p }), reason };
}

function methodOf({ method, kind, name = 'column' }: Ask): [string, Method] {
  const asked = method ?? DEFAULT;
  const test = BY_NAME.get(asked);
  if (test?.kinds.includes(kind)) return [asked, test];
  const fitting = [...BY_NAME].filter(([, { kinds }]) => kinds.includes(kind)).map(([known]) => known);
  throw new Mistake({
    subject: name,
    what: test === undefined ? 'has a method that NannyML has not' : 'has a method that is not for its kind',
    remedy: `For ${kind === 'num' ? 'numbers' : 'categories'} there are: ${fitting.join(', ')}.`,
    value: asked,
  });
}

function empty(name = 'column', reference: boolean): Mistake {
  const what = `holds no value in the ${reference ? 'reference' : 'current data'}`;
  return new Mistake({ subject: name, what, remedy: 'Leave the column out, or give rows that hold values.' });
}
