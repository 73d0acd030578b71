import type { Verdict } from '#judge/verdict';
import { decisionBadge } from './badge.ts';
import { baselineStory } from './baselinefacts.ts';
import { decidedBy } from './decided.ts';
import type { RunFacts } from './facts.ts';
import { gateChanges } from './gatechanges.ts';
import { code, details, SUMMARY_LIMIT, text } from './markdown.ts';
import { scope } from './scope.ts';
import { historyPart, predictionsPart } from './summary/charts.ts';
import { gatesPart } from './summary/gates.ts';
import { movedPart } from './summary/moved.ts';
import { numbersPart, slicesPart } from './summary/numbers.ts';
import { type Part, within } from './summary/priority.ts';
import { provenancePart } from './summary/provenance.ts';
import { clipped, more, ROOMS, type Room, said } from './summary/room.ts';
import { sweepPart } from './sweep.ts';

/**
 * The verdict as Markdown for a job summary or a comment: the decision first, then gates, slices that moved, numbers,
 * charts, how it was decided, notes, provenance. Foreign text is escaped. At most `limit` bytes of UTF-8: what matters
 * least is shortened and left out first, and the text says what.
 */
export function summary(verdict: Verdict, facts: RunFacts, limit: number = SUMMARY_LIMIT): string {
  const part = (rank: number, name: string, write: (room: Room) => string): Part => ({
    rank,
    name,
    versions: ROOMS.map((room) => () => write(room)),
  });
  const parts = [
    part(0, 'the verdict', (room) => headline(verdict, facts, room)),
    part(0, 'the gates', (room) => gatesPart(verdict, room)),
    part(1, 'the sweep', () => sweepPart(verdict)),
    part(1, 'changed gates', ({ rows }) => gateChanges(verdict, rows)),
    part(2, 'slices that moved', (room) => movedPart(verdict, facts.terms, room)),
    part(4, 'numbers', (room) => numbersPart(verdict, room)),
    part(5, 'history', (room) => historyPart(verdict, facts, room)),
    part(6, 'what the predictions look like', (room) => predictionsPart(facts, room)),
    part(8, 'all slices', (room) => slicesPart(verdict, room)),
    part(3, 'how it was decided', (room) => decided(verdict, facts, room)),
    part(7, 'notes', (room) => notes(verdict, room)),
    part(3, 'the baseline', (room) => baselinePart(verdict, facts, room)),
    provenance(facts),
  ];
  return within(parts, limit);
}

function headline(verdict: Verdict, facts: RunFacts, room: Room): string {
  const { emoji, word } = decisionBadge(verdict.decision);
  const title = `## ${emoji} ${said(facts.model, room)} ${word}`;
  const [name, words] = [shortly(code, room), shortly(text, room)];
  return [title, `**${said(verdict.reason, room)}**`, scope(verdict, facts, name, words).join(' · ')].join(
    '\n\n',
  );
}

function shortly(write: (foreign: string) => string, { characters }: Room) {
  return (foreign: string) => write(clipped(foreign, characters));
}

function decided(verdict: Verdict, facts: RunFacts, room: Room): string {
  const sentences = decidedBy(verdict, facts, shortly(code, room), shortly(text, room));
  return `### How it was decided\n\n${sentences.map((one) => `- ${one}`).join('\n')}`;
}

function notes({ notes: all }: Verdict, room: Room): string {
  if (all.length === 0) return '';
  const lines = all.slice(0, room.rows).map((note) => `- ${said(note, room)}`);
  return `### Notes\n\n${lines.join('\n')}${more(all.length - room.rows, 'note')}`;
}

/** How the baseline was found, folded; that it is old is open. */
function baselinePart({ baseline }: Verdict, facts: RunFacts, room: Room): string {
  const { found, passedOver, stale } = baselineStory(baseline, facts);
  const lines = passedOver.slice(0, room.rows).map((line) => `- ${said(line, room)}`);
  const passed = lines.length === 0 ? [] : [`Passed over:\n\n${lines.join('\n')}`];
  const told = [...(found === null ? [] : [said(found, room)]), ...passed].join('\n\n');
  const warning = stale === null ? '' : `⚠️ ${said(stale, room)}`;
  const folded = told === '' ? '' : details('How the baseline was found', told);
  return [warning, folded].filter((one) => one !== '').join('\n\n');
}

/** The drawing of the lineage goes first. */
function provenance(facts: RunFacts): Part {
  const drawn = [true, false].flatMap((one) => ROOMS.map((room) => () => provenancePart(facts, one, room)));
  return { rank: 9, name: 'where it comes from', versions: drawn };
}
