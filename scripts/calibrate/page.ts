import { BOUND, type Cell } from './cell.ts';
import { exceeds, percent, type Rate } from './rate.ts';

/** A chapter of the page: cells that have the same errors and powers. */
export interface Chapter {
  readonly title: string;
  readonly text: string;
  /** whose errors are bound; others are shown beside them */
  readonly bound: boolean;
  readonly cells: readonly Cell[];
}

/** docs/calibration.md */
export function pageOf(chapters: readonly Chapter[], what: string): string {
  const broken = chapters.flatMap(({ bound, cells }) => (bound ? cells.flatMap(breaches) : []));
  return `# How often the judges err

Written by \`npm run calibrate\`, which draws samples from worlds in which the truth is known and counts how often each
decision is wrong. ${what} Every draw is seeded: the page comes out the same again.

A decision at \`confidence: 0.95\` may err 2.5 % of the time on its side. The bound that this page holds the judges to is
4 %, wherever the denominator is at least 30; below \`min-n\` nothing is decided, so nothing is wrong. *Power* is how
often a decision comes about when it would be right.

![Greatest one-sided error of each decision path](calibration.svg)

## Exceptions

${broken.length === 0 ? 'None: no error lies beyond the bound by more than chance explains.' : broken.map((one) => `- ${one}`).join('\n')}
${chapters.map(chapterText).join('')}`;
}

/** Errors above the bound that chance does not explain. */
export function breaches({ name, errors }: Cell): string[] {
  return Object.entries(errors).flatMap(([what, rate]) =>
    exceeds(rate, BOUND) ? [`${name}: ${what} ${percent(rate)} of ${rate.trials} times`] : [],
  );
}

function chapterText({ title, text, cells }: Chapter): string {
  const [first] = cells;
  if (first === undefined) return '';
  const columns = [...Object.keys(first.errors), ...Object.keys(first.powers).map((name) => `*${name}*`)];
  const head = `| what | n | trials | ${columns.join(' | ')} |\n| --- | ---: | ---: | ${columns.map(() => '---:').join(' | ')} |`;
  return `\n## ${title}\n\n${text}\n\n${head}\n${cells.map(row).join('\n')}\n`;
}

function row({ subject, circumstances, n, errors, powers }: Cell): string {
  const rates: readonly Rate[] = [...Object.values(errors), ...Object.values(powers)];
  const trials = rates[0]?.trials ?? 0;
  return `| ${subject}, ${circumstances} | ${n.toLocaleString('en')} | ${trials.toLocaleString('en')} | ${rates.map(percent).join(' | ')} |`;
}
