import { summed } from '#record/lineage';
import type { Lineage, LineageNode } from '#record/lineage/graph';
import { cut, widthOf, wrap } from '../cell.ts';
import { brief } from '../facts.ts';
import { instant } from '../number.ts';
import { type Paint, paint } from '../paint.ts';
import type { TextOptions } from '../text.ts';
import { loggable } from '../visible.ts';
import { brokenEdges, edgeBadge, type Outline, type OutlineLine, outline, ROLE_WORDS } from './outline.ts';

interface Style {
  readonly width: number;
  readonly ascii: boolean;
  readonly paint: Paint;
  readonly mark: string;
}

const STATE = 'not checked'.length;
const ROLE = 'came out'.length;
const TIME = '2026-11-24 06:13 UTC'.length;

/**
 * A lineage for a terminal, one edge a line: its state, what it is to the stage above it, the thing and its digest.
 * An edge that is broken or was not checked says why. Broken edges are repeated at the end, above the count. No line
 * is wider than `width` columns, as long as a stage's depth leaves room.
 */
export function lineageTree(lineage: Lineage, options: TextOptions = {}): string {
  const ascii = options.ascii ?? false;
  const style: Style = {
    width: Math.max(60, options.width ?? 80),
    ascii,
    paint: paint(options.colour ?? false),
    mark: ascii ? '..' : '…',
  };
  const drawn = outline(lineage);
  const parts = [
    cut(titleOf(drawn.node), style.width, style.mark),
    ...below(drawn, '', style),
    '',
    ...breaks(drawn, style),
    summed(lineage),
  ];
  return `${parts.join('\n')}\n`;
}

/** `evaluate flights: pass, record 28b128680a78, 2026-11-24 06:13 UTC` */
export function titleOf({ label, digest, verdict, finishedOn }: LineageNode): string {
  const facts = [
    ...(digest === null ? [] : [`record ${brief(digest)}`]),
    ...(finishedOn === undefined ? [] : [instant(finishedOn)]),
  ];
  return loggable([`${label}${verdict === undefined ? '' : `: ${verdict}`}`, ...facts].join(', '));
}

function below({ lines }: Outline, prefix: string, style: Style): string[] {
  const [fork, end, bar] = style.ascii ? ['|- ', '`- ', '|  '] : ['├─ ', '└─ ', '│  '];
  return lines.flatMap((line, index) => {
    const last = index === lines.length - 1;
    const rest = `${prefix}${last ? '   ' : bar}`;
    return [
      edgeLine(line, `${prefix}${last ? end : fork}`, style),
      ...why(line, `${rest}${line.below === null ? '   ' : bar}`, style),
      ...(line.below === null ? [] : below(line.below, rest, style)),
    ];
  });
}

function edgeLine({ edge, node }: OutlineLine, before: string, style: Style): string {
  const { tone, sign, ascii } = edgeBadge(edge.state);
  const state = `${style.ascii ? ascii : sign} ${edge.state.padEnd(STATE)}`;
  const room = style.width - before.length - widthOf(state) - ROLE - 2;
  const digest = node.digest === null ? '' : `  ${fact(brief(node.digest), style)}`;
  const name = loggable(node.label);
  const roomy = room >= widthOf(name) + widthOf(digest) + 2 + TIME;
  const timed = edge.role === 'after' && node.finishedOn !== undefined && roomy;
  const facts = `${digest}${timed ? `  ${fact(instant(node.finishedOn ?? ''), style)}` : ''}`;
  const label = cut(name, Math.max(8, room - widthOf(facts)), style.mark);
  return `${before}${style.paint(tone, state)} ${ROLE_WORDS[edge.role].padEnd(ROLE)} ${label}${facts}`;
}

/** As long as those of our own records are: others may say what they like. */
function fact(foreign: string, { mark }: Style): string {
  return cut(loggable(foreign), TIME, mark);
}

function why({ edge: { state, reason } }: OutlineLine, before: string, style: Style): string[] {
  if (state === 'signed' || state === 'by digest') return [];
  return wrap(loggable(reason), Math.max(20, style.width - before.length)).map((line) => before + line);
}

function breaks(drawn: Outline, style: Style): string[] {
  const { tone, sign, ascii } = edgeBadge('broken');
  return brokenEdges(drawn).flatMap((sentence) => {
    const lines = wrap(loggable(`broken: ${sentence}`), style.width - 2);
    return lines.map((text, index) =>
      index === 0 ? style.paint(tone, `${style.ascii ? ascii : sign} ${text}`) : `  ${text}`,
    );
  });
}
