import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { URI } from '#record/vocabulary';
import type { Plots } from './plots.ts';

/** More than any plot has: what is longer was not written here, and is not drawn. */
const LONG = 500;

const number = z.number();
const numbers = z.array(number).check(z.maxLength(LONG));
const points = z.array(z.tuple([number, number])).check(z.maxLength(LONG));
const name = z.string().check(z.maxLength(10_000));

const curve = { points };
const bin = z.object({
  low: number,
  high: number,
  rows: number,
  weight: number,
  claimed: number,
  observed: number,
});

const portrait = z.object({
  roc: z.optional(z.object({ area: number, ...curve })),
  precisionRecall: z.optional(z.object({ average: number, baseRate: number, ...curve })),
  calibration: z.optional(z.array(bin).check(z.maxLength(LONG))),
  scores: z.optional(
    z.object({
      edges: numbers,
      groups: z.array(z.object({ name, counts: numbers })).check(z.maxLength(LONG)),
    }),
  ),
  confusion: z.optional(
    z.object({
      classes: z.array(name).check(z.maxLength(LONG)),
      others: number,
      counts: z.array(numbers).check(z.maxLength(LONG)),
    }),
  ),
  residuals: z.optional(
    z.object({
      edges: numbers,
      counts: numbers,
      predicted: numbers,
      grid: z.array(numbers).check(z.maxLength(LONG)),
      means: z.array(z.nullable(number)).check(z.maxLength(LONG)),
    }),
  ),
});

const plots = z.object({
  schema: z.literal(URI.plots),
  task: z.enum(['binary', 'multiclass', 'multilabel', 'regression', 'ranking', 'text']),
  weighted: z.boolean(),
  candidate: portrait,
  baseline: z.nullable(portrait),
});

/** `plots.json`, a line an end. */
export function plotsText(all: Plots): string {
  return `${JSON.stringify(all)}\n`;
}

/** The plots in a `plots.json`; null where the text is none, or holds more than is ever drawn. */
export function readPlots(text: string): Plots | null {
  const read = plots.safeParse(jsonOrNull(text));
  return read.success ? read.data : null;
}
