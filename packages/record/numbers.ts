import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';

/** One measured number of a run; `value` is null where it is not defined on these rows. */
export interface Measured {
  readonly metric: string;
  /** `carrier=UA`; absent for all rows */
  readonly slice?: string;
  readonly value: number | null;
  readonly direction: 'higher-is-better' | 'lower-is-better' | 'none';
  /** two-sided, where noise was judged */
  readonly interval?: readonly [number, number];
}

/** What looking back takes from a verdict. */
export interface Numbers {
  /** gates as they are written */
  readonly gates: readonly string[];
  /** metrics of the gates over all rows, in their order */
  readonly gated: readonly string[];
  readonly measured: readonly Measured[];
}

const figure = z.object({
  metric: z.string(),
  slice: z.optional(z.string()),
  candidate: z.nullable(z.number()),
  direction: z.enum(['higher-is-better', 'lower-is-better', 'none']),
  interval: z.optional(z.tuple([z.number(), z.number()])),
});

const verdict = z.object({
  gates: z.array(z.object({ gate: z.string(), metric: z.string(), slice: z.optional(z.string()) })),
  numbers: z.array(figure),
});

/** The numbers of a `verdict.json`; null where the text is none. */
export function readNumbers(text: string): Numbers | null {
  const read = verdict.safeParse(jsonOrNull(text));
  if (!read.success) return null;
  const { gates, numbers } = read.data;
  const whole = gates.filter(({ slice }) => slice === undefined);
  return {
    gates: [...new Set(gates.map(({ gate }) => gate))],
    gated: [...new Set(whole.map(({ metric }) => metric))],
    measured: numbers.map(({ candidate, slice, interval, ...rest }) => ({
      ...rest,
      value: candidate,
      ...(slice === undefined ? {} : { slice }),
      ...(interval === undefined ? {} : { interval }),
    })),
  };
}

/** What training wrote itself, under the names by which gates call it. Which way is better is not known of it. */
export function trainNumbers(metrics: Readonly<Record<string, number>>): Measured[] {
  return Object.entries(metrics).map(([name, value]) => ({
    metric: `train.${name}`,
    value: Number.isFinite(value) ? value : null,
    direction: 'none',
  }));
}
