import { anchor, code, shorten, table, text } from '#report/markdown';
import { instant } from '#report/number';
import type { Done } from './effect.ts';
import { isBreached } from './errand.ts';
import { type Kept, keptLine, markerOf } from './marker.ts';
import { type Subject, spoken } from './place.ts';
import type { Signal } from './signal.ts';

/** GitHub takes 65,536 characters; in bytes that is safe on the near side. */
const BODY_LIMIT = 65_536;

/** Breaches in the table; of more, how many there are. */
const ROWS = 50;

/** What is kept of a gate, and of how many, to see whether others are breached now. */
const GATE = 120;
const GATES = 50;

const NOTE =
  'The monitor rewrites this text with every verdict and closes the issue when the verdict passes; what you write in comments stays.';

/** Stays the same as long as the issue lives: numbers and times are in the body. */
export function titleOf(subject: Subject): string {
  return `${spoken(subject)}: the monitor found a breach`;
}

/** The verdict in one line, for people. */
export function sentenceOf(signal: Signal): string {
  return `${spoken(signal)}: ${signal.verdict}. ${whole(signal.reason)}`;
}

/** As a sentence, whoever wrote it. */
function whole(reason: string): string {
  const said = reason.trim();
  return /[.!?…]$/.test(said) ? said : `${said}.`;
}

/** What the issue is to remember after a breach. */
export function keptOf(signal: Signal, before: Kept | null, at: string): Kept {
  const gates = [...new Set(signal.breaches.map(({ gate }) => gate.slice(0, GATE)))].sort().slice(0, GATES);
  const { verdict, record } = signal;
  const again = before?.record === record;
  const times = (before?.times ?? 0) + (again ? 0 : 1);
  return { first: before?.first ?? at, last: at, times, verdict, gates, record };
}

/** The whole body: what is wrong now (or that nothing is), what was decided and set off, since when, where to look. */
export function bodyOf(signal: Signal, state: Kept, others: readonly Done[]): string {
  const word = isBreached(signal) ? `: ${signal.verdict}` : ` has recovered: ${signal.verdict}`;
  const parts = [
    // first, lest they be cut off
    `${markerOf(signal)}\n${keptLine(state)}`,
    `**${text(spoken(signal))}${word}.** ${text(whole(signal.reason))}`,
    breachTable(signal),
    decided(signal),
    setOff(others),
    facts(signal, state),
    `<sub>${NOTE}</sub>`,
  ];
  return shorten(parts.filter((part) => part !== null).join('\n\n'), BODY_LIMIT);
}

function breachTable({ breaches }: Signal): string | null {
  if (breaches.length === 0) return null;
  const rows = breaches.slice(0, ROWS).map(({ gate, reason }) => [code(gate), text(reason)]);
  const more = breaches.length > ROWS ? `\n\nand ${breaches.length - ROWS} more.` : '';
  return `${table(['What has to hold', 'What was seen'], ['left', 'left'], rows)}${more}`;
}

function decided({ decision, occasion }: Signal): string {
  const why = occasion === null ? '' : ` A retraining is asked for: ${occasion}.`;
  return `Decision: **${decision}**.${why}`;
}

function setOff(others: readonly Done[]): string | null {
  const lines = others.map(({ effect, state, detail, url }) => {
    const where = url === undefined ? '' : ` (${anchor(url, 'look')})`;
    return `- ${effect}: ${state}, ${text(detail.split('\n')[0] ?? '')}${where}`;
  });
  return lines.length === 0 ? null : lines.join('\n');
}

function facts({ url, record, served }: Signal, { first, last, times }: Kept): string {
  const rows = [
    ['First seen', instant(first)],
    ['Last seen', instant(last)],
    ['Verdicts', `${times}`],
    ['Run', url === null || !/^https?:\/\//.test(url) ? 'on a laptop' : anchor(url, 'where it was judged')],
    ['Record', code(record)],
    ['Model that serves', served === null ? 'not known' : code(served)],
  ];
  return table(['', ''], ['left', 'left'], rows);
}

/** Why people are told once more; null where the same gates are breached by the same verdict. */
export function changeOf(before: Kept | null, after: Kept): string | null {
  if (before === null) return null;
  const less = (one: readonly string[], other: readonly string[]) =>
    one.filter((gate) => !other.includes(gate));
  const lines = [
    ...less(after.gates, before.gates).map((gate) => `- new: ${code(gate)}`),
    ...less(before.gates, after.gates).map((gate) => `- holds again: ${code(gate)}`),
  ];
  const parts = [
    ...(before.verdict === after.verdict
      ? []
      : [`The verdict is ${after.verdict}; it was ${text(before.verdict)}.`]),
    ...(lines.length === 0 ? [] : [`What is breached has changed:\n\n${lines.join('\n')}`]),
  ];
  return parts.length === 0 ? null : parts.join('\n\n');
}

/** The last word on recovery. */
export function farewell(signal: Signal, state: Kept | null): string {
  const since =
    state === null
      ? ''
      : ` First seen ${instant(state.first)}, in ${state.times === 1 ? 'one verdict' : `${state.times} verdicts`}.`;
  return `Recovered: the verdict is ${signal.verdict}. ${text(whole(signal.reason))}${since}${look(signal)}`;
}

/** The first word when it breaks again. */
export function returned(signal: Signal): string {
  return `It is back: the verdict is ${signal.verdict}. ${text(whole(signal.reason))}${look(signal)}`;
}

function look({ url }: Signal): string {
  return url === null || !/^https?:\/\//.test(url) ? '' : ` ${anchor(url, 'The run')}.`;
}
