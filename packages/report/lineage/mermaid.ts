import type { Lineage, LineageEdge, LineageNode } from '#record/lineage/graph';
import type { EdgeState } from '#record/lineage/state';
import { cut } from '../cell.ts';
import { brief } from '../facts.ts';
import { visible } from '../visible.ts';

/** Mermaid draws at most 500 edges; long before that nobody can read it. */
const MOST = 150;
/** columns of a node */
const WIDEST = 48;

/** A line of its own for each state, so that nothing is said by colour alone. */
const ARROWS: Readonly<Record<EdgeState, string>> = {
  signed: '==>',
  'by digest': '-->',
  'not checked': '-.->',
  broken: '--x',
};

const SHAPES: Readonly<Record<LineageNode['kind'], readonly [string, string]>> = {
  stage: ['[', ']'],
  thing: ['(', ')'],
  name: ['>', ']'],
};

/** Stroke of a broken edge and of the stage in question; dark enough on white, light enough on black. */
const STYLES = ['classDef head stroke-width:3px', 'classDef name stroke-dasharray:3 3'] as const;
const BROKEN = 'stroke:#d1373f,stroke-width:3px,color:#d1373f';

/**
 * A lineage as a Mermaid flowchart: from what went in to what came out, every edge with its state. Null where it has
 * too many edges to be drawn. Foreign text is written as character codes.
 */
export function lineageMermaid({ head, nodes, edges }: Lineage): string | null {
  if (edges.length > MOST) return null;
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const nameOf = (id: string) => names.get(id) ?? 'n';
  const drawn = nodes.map((node) => `${nameOf(node.id)}${shape(node)}`);
  const arrows = edges.map((edge) => arrow(edge, nameOf));
  const broken = edges.flatMap(({ state }, index) => (state === 'broken' ? [index] : []));
  const named = nodes.filter(({ kind }) => kind === 'name').map(({ id }) => nameOf(id));
  const styles = [
    `class ${nameOf(head)} head`,
    ...(named.length === 0 ? [] : [`class ${named.join(',')} name`]),
    ...STYLES,
    ...(broken.length === 0 ? [] : [`linkStyle ${broken.join(',')} ${BROKEN}`]),
  ];
  return `flowchart LR\n${[...drawn, ...arrows, ...styles].map((line) => `  ${line}\n`).join('')}`;
}

function shape({ kind, label, digest, verdict }: LineageNode): string {
  const [open, close] = SHAPES[kind];
  const lines = [label, verdict, digest === null ? undefined : brief(digest)];
  const text = lines.flatMap((line) => (line === undefined ? [] : [escaped(line)])).join('<br/>');
  return `${open}"${text}"${close}`;
}

/** Things went from left to right; a record that another follows stands before it. */
function arrow({ role, from, to, state }: LineageEdge, nameOf: (id: string) => string): string {
  const [start, end] = role === 'after' ? [to, from] : [from, to];
  const label = role === 'after' ? `record ${state}` : state;
  return `${nameOf(start)} ${ARROWS[state]}|"${label}"| ${nameOf(end)}`;
}

/** Letters, digits and a few harmless signs as they are; all else as `#<code point>;`, which Mermaid shows as text. */
function escaped(foreign: string): string {
  const short = cut(visible(foreign), WIDEST, '…');
  return short.replace(
    /[^\p{L}\p{N} ./:,_-]|:(?=:)|(?<=:):|\/(?=\/)/gu,
    (sign) => `#${sign.codePointAt(0)};`,
  );
}
