import type { SweepFacts } from '#judge/sweep/standing';
import type { Verdict } from '#judge/verdict';
import { rounded, type Scale } from './chart.ts';
import { brief } from './facts.ts';
import { spelledSpan } from './gatecells.ts';
import { type Align, code, table, text } from './markdown.ts';
import { type Content, html, type Markup } from './markup.ts';
import { count, known, number, signed } from './number.ts';
import { coded, more, type Room, said } from './summary/room.ts';

type Sweep = Pick<Verdict, 'sweep'>;
type One = SweepFacts['candidates'][number];

/** Who was chosen, why, on which rows, and what the gates saw. */
function sweepSentence({ chosen, best, rule, by, choosers, choosing, held, candidates }: SweepFacts): string {
  const winner = candidates.find(({ name }) => name === chosen);
  const why =
    chosen === best
      ? `the best of ${candidates.length}`
      : `the simplest within one standard error of ${best} (difference ${signed(winner?.difference ?? null)}, standard error ${number(winner?.standardError)})`;
  const asked =
    rule === 'simplest' && chosen === best ? ', and none simpler is within one standard error of it' : '';
  const judged = held === 0 ? 'the gates saw the same rows' : `the gates saw ${count(held, 'other row')}`;
  return `Chosen: ${chosen}, ${why}${asked}. Compared by ${by} on ${count(choosing, 'row')}, ${choosers}; ${judged}.`;
}

/** Why a candidate stands where it does. */
function remark({ name, value, because, difference = 0, standardError = 0 }: One, sweep: SweepFacts): string {
  if (value === null) return `not compared: ${because ?? 'not defined'}`;
  const place =
    name === sweep.best ? 'best' : Math.abs(difference) <= standardError ? 'within one standard error' : '';
  return [name === sweep.chosen ? 'chosen' : '', place].filter((part) => part !== '').join(', ');
}

const HEADER = ['Candidate', 'Value', 'Difference to the best', 'Standard error', ''] as const;

function cells(one: One): readonly [string, string, string] {
  const { value, interval, difference, differenceInterval, standardError } = one;
  const span = (shown: string, ends: readonly [number, number] | undefined) =>
    ends === undefined || shown === '' ? shown : `${shown} (${spelledSpan(ends)})`;
  return [
    span(number(value), interval),
    span(signed(difference ?? null), differenceInterval),
    standardError === undefined ? '' : number(standardError),
  ];
}

/** The candidates as Markdown, with a plot of their values in signs; empty where nothing was swept. */
export function sweepPart({ sweep }: Sweep): string {
  if (sweep === undefined) return '';
  const scale = scaleOf(sweep);
  const rows = sweep.candidates.map((one) => [
    code(one.name),
    ...cells(one),
    text(remark(one, sweep)),
    scale === null ? '' : `<code>${signs(one, scale)}</code>`,
  ]);
  const header = [...HEADER, scale === null ? '' : `${scale.names[0]} to ${scale.names[1]}`];
  const align: Align[] = ['left', 'right', 'right', 'right', 'left', 'left'];
  return `### Candidates\n\n${text(sweepSentence(sweep))}\n\n${table(header, align, rows)}`;
}

/** Of a short table. */
const FEW = 10;

/**
 * The candidates as a short table, those nearest to the best first, the chosen one among them in any case; empty where
 * nothing was swept.
 */
export function sweepShort({ sweep }: Sweep, room: Room): string {
  if (sweep === undefined) return '';
  const top = sweep.candidates.find(({ name }) => name === sweep.best)?.value ?? 0;
  const behind = ({ value }: One) => (value === null ? Number.POSITIVE_INFINITY : Math.abs(value - top));
  const ordered = sweep.candidates.toSorted((a, b) => (behind(a) === behind(b) ? 0 : behind(a) - behind(b)));
  const first = ordered.slice(0, Math.min(FEW, room.rows));
  const chosen = ordered.find(({ name }) => name === sweep.chosen);
  const missing = chosen === undefined || first.includes(chosen) ? [] : [chosen];
  const shown = [...first.slice(0, first.length - missing.length), ...missing];
  const rows = shown.map((one) => {
    const [value, difference] = cells(one);
    return [coded(one.name, room), value, difference, said(remark(one, sweep), room)];
  });
  const header = [HEADER[0], said(sweep.by, room), HEADER[2], ''];
  const body = table(header, ['left', 'right', 'right', 'left'], rows);
  const rest = more(ordered.length - shown.length, 'candidate');
  const sentence = said(sweepSentence(sweep), { ...room, characters: room.characters * 2 });
  return `**Candidates**\n\n${sentence}\n\n${body}${rest}`;
}

const WIDTH = 25;

/** `  ├────●────┤` */
function signs({ value, interval }: One, scale: Scale): string {
  if (value === null) return '';
  const at = (one: number) => Math.round(Math.max(0, Math.min(1, placeOf(one, scale))) * (WIDTH - 1));
  const [from, to] = interval === undefined ? [value, value] : interval;
  return Array.from({ length: WIDTH }, (_, place) => {
    if (place === at(value)) return '●';
    if (place < at(from) || place > at(to)) return '·';
    return place === at(from) ? '├' : place === at(to) ? '┤' : '─';
  }).join('');
}

/** The candidates in a terminal; none where nothing was swept. */
export function sweepLines({ sweep }: Sweep): string[] {
  if (sweep === undefined) return [];
  const lines = sweep.candidates.map((one) => {
    const [value, difference, error] = cells(one);
    const beside = difference === '' ? '' : `, difference ${difference}, standard error ${error}`;
    const why = remark(one, sweep);
    return `${one.name}: ${value}${beside}${why === '' ? '' : `: ${why}`}`;
  });
  return [sweepSentence(sweep), ...lines];
}

/** The candidates as a table, each value drawn with its interval on one scale; nothing where nothing was swept. */
export function sweepSection({ sweep }: Sweep): Content {
  if (sweep === undefined) return null;
  const scale = scaleOf(sweep);
  const rows = sweep.candidates.map((one) => {
    const plot = scale === null ? null : html`<td class="plot">${drawn(one, sweep, scale)}</td>`;
    const [name, model] = [
      one.name,
      one.model === null ? null : html` <code class="muted">${brief(one.model)}</code>`,
    ];
    const numbers = cells(one).map((cell) => html`<td class="number">${cell}</td>`);
    return html`<tr><th scope="row" class="name">${name}${model}</th>${plot}${numbers}<td class="prose">${remark(one, sweep)}</td></tr>`;
  });
  const [first, ...others] = HEADER;
  const axis = scale === null ? null : html`<th scope="col">${scale.names[0]} to ${scale.names[1]}</th>`;
  const header = others.map((name) =>
    name === '' ? html`<th scope="col">Standing</th>` : html`<th scope="col" class="number">${name}</th>`,
  );
  return html`<section aria-labelledby="sweep"><h2 id="sweep">Candidates</h2>
<p>${sweepSentence(sweep)}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="sweep"><table>
<thead><tr><th scope="col">${first}</th>${axis}${header}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function drawn(
  { name, value, interval }: One,
  { best, chosen, candidates }: SweepFacts,
  scale: Scale,
): Markup | null {
  if (value === null) return null;
  const at = (one: number) => `${(placeOf(one, scale) * 100).toFixed(2)}%`;
  const top = candidates.find((one) => one.name === best)?.value;
  const span = interval === undefined ? '' : `, interval ${spelledSpan(interval)}`;
  const spoken = `${name}: ${number(value)}${span}`;
  const dot = name === chosen ? 'candidate' : 'baseline';
  return html`<svg role="img" aria-label="${spoken}"><title>${spoken}</title>
<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>
${known(top) ? html`<line class="whole" x1="${at(top)}" x2="${at(top)}" y1="0" y2="100%"/>` : null}
${interval === undefined ? null : html`<line class="link" x1="${at(interval[0])}" x2="${at(interval[1])}" y1="50%" y2="50%"/>`}
<circle class="${dot}" cx="${at(value)}" cy="50%" r="5"/>
</svg>`;
}

function scaleOf({ candidates }: SweepFacts): Scale | null {
  const all = candidates.flatMap(({ value, interval }) => [value, ...(interval ?? [])]).filter(known);
  return all.length === 0 ? null : rounded(Math.min(...all), Math.max(...all));
}

function placeOf(value: number, { low, high }: Scale): number {
  return (value - low) / (high - low);
}
