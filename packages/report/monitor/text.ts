import type { MonitorVerdict } from '#judge/monitor/verdict';
import { byUrgency, gateBadge } from '../badge.ts';
import { grid } from '../grid.ts';
import { loggable } from '../visible.ts';
import { bars, chance, MEANING, movedSentence, sketch } from './words.ts';

const SHOWN = 12;
const WIDTH = 110;

/** The verdict of a monitor for a log or a terminal, without colour. */
export function monitorText(model: string, environment: string, verdict: MonitorVerdict): string {
  const { decision, reason, consequence, because, gates, drift, notes } = verdict;
  const moved = [...(drift?.columns ?? []), ...(drift?.answers ?? [])].filter((one) => one.moved);
  const table = moved.slice(0, SHOWN).map((one) => {
    const { reference, current } = one.histogram;
    const highest = Math.max(...reference, ...current);
    return [
      one.column,
      sketch(one.reference, one.kind),
      sketch(one.current, one.kind),
      one.distance.toFixed(3),
      chance(one.adjusted),
      bars(current, highest),
    ];
  });
  const head = ['Column', 'Reference', 'Now', 'Distance', 'p', ''];
  const lines = [
    `${model} in ${environment}: ${decision}. ${reason}`,
    `Decision: ${consequence} (${MEANING[consequence]}), since ${because}.`,
    ...byUrgency(gates)
      .slice(0, SHOWN)
      .map((gate) => {
        const { sign, word } = gateBadge(gate);
        const subject = gate.slice === undefined ? gate.metric : `${gate.metric}[${gate.slice}]`;
        return `  ${sign} ${word}: ${gate.gate}: ${subject} ${gate.reason}`;
      }),
    movedSentence(verdict),
    ...(table.length > 0 ? grid(head, table, WIDTH, '…').map((line) => `  ${line}`) : []),
    ...notes.map((note) => `Note: ${note}.`),
  ];
  return lines.map(loggable).join('\n');
}
