import type { Shift } from '#judge/drift/shift';
import type { MonitorVerdict } from '#judge/monitor/verdict';
import { byUrgency, decisionBadge, gateBadge, tally } from '../badge.ts';
import { brief, link } from '../facts.ts';
import { anchor, code, details, SUMMARY_LIMIT, shorten, table, text } from '../markdown.ts';
import { count, instant, number, pair } from '../number.ts';
import type { MonitorFacts } from './facts.ts';
import { bars, chance, figure, MEANING, movedSentence, RULE, sketch } from './words.ts';

const CAP = 40;

/** The verdict of a monitor as Markdown for a job summary: the decision, gates, columns that moved, numbers, notes. */
export function monitorSummary(verdict: MonitorVerdict, facts: MonitorFacts): string {
  const parts = [
    headline(verdict, facts),
    gates(verdict),
    drift(verdict),
    numbers(verdict),
    verdict.notes.length === 0
      ? ''
      : `### Notes\n\n${verdict.notes.map((note) => `- ${text(note)}`).join('\n')}`,
    origin(facts),
  ];
  return shorten(`${parts.filter((part) => part !== '').join('\n\n')}\n`, SUMMARY_LIMIT);
}

function headline(verdict: MonitorVerdict, { model, environment, newest }: MonitorFacts): string {
  const { emoji, word } = decisionBadge(verdict.decision);
  const { consequence, because, reason, rows } = verdict;
  return [
    `## ${emoji} ${text(model)} in ${text(environment)} ${word}: ${consequence}`,
    `**${text(reason)}**`,
    `Decision: **${consequence}** (${MEANING[consequence]}), since ${text(because)}.`,
    `${count(rows, 'row')}${newest === null ? '' : `, the newest of ${instant(newest)}`}. ${text(movedSentence(verdict))}`,
  ].join('\n\n');
}

function gates(verdict: MonitorVerdict): string {
  if (verdict.gates.length === 0) return '### Gates\n\nNo gates are set: nothing was decided.';
  const rows = byUrgency(verdict.gates)
    .slice(0, CAP)
    .map((gate) => {
      const { emoji, word } = gateBadge(gate);
      const observed =
        gate.metric === 'age' ? figure('age', gate.observed) : pair(gate.observed, gate.bound)[0];
      return [
        `${emoji} ${word}`,
        code(gate.gate),
        gate.slice === undefined ? '' : code(gate.slice),
        gate.observed === undefined ? '' : observed,
        text(gate.reason),
      ];
    });
  return `### Gates: ${tally(verdict)}\n\n${table(['', 'Gate', 'Of', 'Observed', 'Reason'], ['left', 'left', 'left', 'right', 'left'], rows)}${more(verdict.gates.length - CAP)}`;
}

function drift({ drift: found }: MonitorVerdict): string {
  if (found === null) return '';
  const parts = [shiftPart('Answers', found.answers), shiftPart('Columns', found.columns)];
  return [...parts.filter((part) => part !== ''), RULE].join('\n\n');
}

function shiftPart(what: string, all: readonly Shift[]): string {
  if (all.length === 0) return '';
  const [moved, still] = [all.filter((one) => one.moved), all.filter((one) => !one.moved)];
  const open = moved.length === 0 ? 'None moved.' : shiftTable(moved);
  const folded =
    still.length === 0 ? '' : `\n\n${details(`${still.length} that did not move`, shiftTable(still))}`;
  return `### ${what} that moved: ${moved.length} of ${all.length}\n\n${open}${folded}`;
}

function shiftTable(shifts: readonly Shift[]): string {
  const rows = shifts.slice(0, CAP).map((one) => {
    const { reference, current } = one.histogram;
    const highest = Math.max(...reference, ...current);
    return [
      code(one.column),
      text(sketch(one.reference, one.kind)),
      text(sketch(one.current, one.kind)),
      `<code>${bars(reference, highest)}</code><br><code>${bars(current, highest)}</code>`,
      `${one.measure} ${one.distance.toFixed(3)}`,
      chance(one.adjusted),
      one.moved ? '❌ moved' : '✅ as before',
    ];
  });
  const head = ['Column', 'Reference', 'Now', 'Both', 'Distance', 'p', ''];
  return `${table(head, ['left', 'left', 'left', 'left', 'right', 'right', 'left'], rows)}${more(shifts.length - CAP)}`;
}

function numbers({ numbers: all }: MonitorVerdict): string {
  const rows = all
    .filter(({ slice }) => slice === undefined)
    .map(({ metric, candidate, baseline }) => [
      code(metric),
      figure(metric, candidate),
      baseline === undefined ? '' : number(baseline),
    ]);
  return rows.length === 0
    ? ''
    : `### Numbers\n\n${table(['Figure', 'Now', 'Then'], ['left', 'right', 'right'], rows)}`;
}

function origin({ modelDigest, controlDigest, files, how }: MonitorFacts): string {
  const control = controlDigest === null ? '' : `, beside ${code(brief(controlDigest))}`;
  const model = modelDigest === null ? '' : `Model ${code(brief(modelDigest))}${control}. `;
  const shown = files.slice(0, 5).map(code).join(', ');
  return `${model}${text(how)} Read: ${shown}${files.length > 5 ? ` and ${files.length - 5} more` : ''}.`;
}

function more(count: number): string {
  return count > 0 ? `\n\n*${count} more in the report.*` : '';
}

/** What was set off, as one more part of the summary; nothing where nothing was asked for. */
export function effectsSummary(done: readonly Effect[]): string {
  if (done.length === 0) return '';
  const rows = done.map(({ effect, state, detail, url }) => {
    const address = link(url ?? null);
    return [
      code(effect),
      text(state),
      `${text(detail)}${address === null ? '' : ` (${anchor(address, 'look')})`}`,
    ];
  });
  return `\n### Set off\n\n${table(['Effect', 'State', ''], ['left', 'left', 'left'], rows)}\n`;
}

/** What became of an effect. */
interface Effect {
  readonly effect: string;
  readonly state: string;
  readonly detail: string;
  readonly url?: string;
}
