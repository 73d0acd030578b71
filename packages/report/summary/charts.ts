import type { Verdict } from '#judge/verdict';
import type { ConfusionMatrix } from '#metrics/plot/confusion';
import type { Plots, Portrait } from '#metrics/plot/plots';
import { decisionOf } from '../badge.ts';
import { rounded } from '../chart.ts';
import type { RunFacts } from '../facts.ts';
import { details, fence, table, text } from '../markdown.ts';
import { count, known, number } from '../number.ts';
import { commitName, sparkline, type Timeline, timelines } from '../timeline.ts';
import { coded, more, type Room } from './room.ts';

/** Evaluations from which on a drawing says more than bars. */
const DRAWN = 4;

/** Classes of a matrix that still fits a table of text. */
const CLASSES = 8;

/** Gated measures over the last evaluations: bars, which show wherever a table does, and the first one drawn. */
export function historyPart(verdict: Verdict, facts: RunFacts, room: Room): string {
  const all = timelines(verdict, facts);
  const [first] = all;
  if (first === undefined) return '';
  const rows = all.slice(0, room.rows).map(({ metric, points }) => {
    const values = points.map(({ value }) => value);
    const numbers = values.filter(known);
    const ends = [Math.min(...numbers), Math.max(...numbers), values.at(-2), values.at(-1)];
    return [coded(metric, room), `<code>${sparkline(values)}</code>`, ...ends.map((value) => number(value))];
  });
  const header = ['Metric', 'Oldest to newest', 'Lowest', 'Highest', 'Before', 'Now'];
  const body = table(header, ['left', 'left', 'right', 'right', 'right', 'right'], rows);
  const verdicts = first.points.map(({ decision }) => decisionOf(decision)?.emoji ?? '❔').join('');
  const title = `### The last ${count(first.points.length, 'evaluation')}`;
  const chart = drawn(first);
  const parts = [
    title,
    `${body}${more(all.length - room.rows, 'metric')}`,
    `Verdicts, oldest to newest: ${verdicts}`,
    ...(chart === null ? [] : [details(`${coded(first.metric, room)} drawn`, chart)]),
  ];
  return parts.join('\n\n');
}

/** A Mermaid chart of the values that are known, and of the bound of a gate; null where they are few. */
function drawn({ points, bounds }: Timeline): string | null {
  const values = points.filter(({ value }) => known(value));
  if (values.length < DRAWN) return null;
  const numbers = values.map(({ value }) => value ?? 0);
  const [bound] = bounds;
  const all = [...numbers, ...(bound === undefined ? [] : [bound.value])];
  const { low, high } = rounded(Math.min(...all), Math.max(...all));
  const names = values.map((point) => `"${commitName(point).replaceAll(/[^\w*. -]/g, '')}"`);
  const lines = [
    'xychart-beta',
    `  x-axis [${names.join(', ')}]`,
    `  y-axis ${low} --> ${high}`,
    `  line [${numbers.join(', ')}]`,
    ...(bound === undefined ? [] : [`  line [${numbers.map(() => bound.value).join(', ')}]`]),
  ];
  const chart = fence('mermaid', lines.join('\n'));
  return bound === undefined ? chart : `${chart}\n\nThe level line is the bound ${text(bound.text)}.`;
}

/** What the predictions look like: areas, spreads as bars of text, and what was taken for what. */
export function predictionsPart({ plots = null }: RunFacts, room: Room): string {
  if (plots === null) return '';
  const rows = rowsOf(plots);
  const matrix = plots.candidate.confusion;
  const judged = plots.baseline !== null;
  const header = ['', 'Candidate', ...(judged ? ['Baseline'] : [])];
  const parts = [
    ...(rows.length === 0
      ? []
      : [
          table(
            header,
            header.map(() => 'left'),
            rows,
          ),
        ]),
    ...(matrix === undefined || matrix.counts.length > CLASSES ? [] : [confusion(matrix, room)]),
  ];
  return parts.length === 0 ? '' : `### Predictions\n\n${parts.join('\n\n')}`;
}

function rowsOf({ candidate, baseline }: Plots): string[][] {
  const sides: readonly Portrait[] = [candidate, ...(baseline === null ? [] : [baseline])];
  const row = (name: string, of: (side: Portrait) => string | undefined): string[][] => {
    const cells = sides.map(of);
    return cells[0] === undefined ? [] : [[name, ...cells.map((cell) => cell ?? '')]];
  };
  const { scores, residuals } = candidate;
  const between = (edges: readonly number[] = []) => `${number(edges[0])} to ${number(edges.at(-1))}`;
  return [
    ...row('Area under the ROC curve', ({ roc }) => (roc === undefined ? undefined : number(roc.area))),
    ...row('Average precision', ({ precisionRecall: one }) =>
      one === undefined ? undefined : number(one.average),
    ),
    ...(scores?.groups ?? []).flatMap(({ name }, at) =>
      row(`Scores, ${name}, ${between(scores?.edges)}`, (side) => bars(side.scores?.groups[at]?.counts)),
    ),
    ...row(`Value less prediction, ${between(residuals?.edges)}`, (side) => bars(side.residuals?.counts)),
  ];
}

/** Bars from nothing up. */
function bars(counts: readonly number[] | undefined): string | undefined {
  return counts === undefined ? undefined : `<code>${sparkline([0, ...counts]).slice(1)}</code>`;
}

function confusion({ classes, others, counts }: ConfusionMatrix, room: Room): string {
  const names = [...classes.map((name) => coded(name, room)), ...(others === 0 ? [] : ['others'])];
  const body = counts.map((row, at) => [names[at] ?? '', ...row.map((weight) => number(weight))]);
  const header = ['True class', ...names.map((name) => `as ${name}`)];
  return details(
    'Confusion matrix of the candidate',
    table(header, ['left', ...names.map(() => 'right' as const)], body),
  );
}
