import { summed } from '#record/lineage';
import { brief, link, type RunFacts, revision } from '../facts.ts';
import { lineageMermaid } from '../lineage/mermaid.ts';
import { brokenEdges, outline } from '../lineage/outline.ts';
import { anchor, code, details, fence, table, text } from '../markdown.ts';
import { bytes, duration, instant } from '../number.ts';
import { coded, more, type Room, said } from './room.ts';

/** Where the model comes from. `drawn`: with the drawing of its lineage. */
export function provenancePart(facts: RunFacts, drawn: boolean, room: Room): string {
  const run = link(facts.url);
  const { predictions } = facts;
  const file = predictions === null ? '' : `${coded(predictions.file, room)}, ${bytes(predictions.bytes)}, `;
  const lines = [
    ['Source', said(revision(facts), room)],
    ['Run', run === null ? '' : anchor(run, 'open the run')],
    ['Time', said(instant(facts.time), room)],
    ['Model', digest(facts.modelDigest)],
    ['Environment', digest(facts.environment)],
    ...facts.data
      .slice(0, room.rows)
      .map(({ name, digest: data }) => [`Data ${coded(name, room)}`, digest(data)]),
    ['Predictions', `${file}${digest(predictions?.digest ?? null)}`],
    ...facts.stages.map(({ stage, state, seconds, why }) => [
      `Stage ${coded(stage, room)}`,
      `${state}, ${duration(seconds)}: ${said(why, room)}`,
    ]),
  ].filter(([, told]) => told !== '');
  const parts = [table(['', ''], ['left', 'left'], lines), ...lineagePart(facts, drawn, room)];
  return details('Where this comes from', parts.join('\n\n'));
}

/** How many edges are in each state, each that is broken in words, and the drawing where it can be drawn. */
function lineagePart({ lineage }: RunFacts, drawn: boolean, room: Room): string[] {
  if (lineage === null) return [];
  const mermaid = drawn ? lineageMermaid(lineage) : null;
  const broken = brokenEdges(outline(lineage));
  const lines = broken.slice(0, room.rows).map((sentence) => `- ${text(sentence)}`);
  return [
    `Lineage: ${summed(lineage)}.`,
    ...(broken.length === 0 ? [] : [`${lines.join('\n')}${more(broken.length - room.rows, 'edge')}`]),
    ...(mermaid === null ? [] : [fence('mermaid', mermaid)]),
  ];
}

function digest(value: string | null): string {
  return value === null ? '' : `sha256 ${code(brief(value))}`;
}
