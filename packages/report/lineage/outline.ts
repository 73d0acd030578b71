import type { Lineage, LineageEdge, LineageNode, Role } from '#record/lineage/graph';
import type { EdgeState } from '#record/lineage/state';
import type { Badge } from '../badge.ts';

/** A stage with its edges, each on a line of its own and each once. */
export interface Outline {
  readonly node: LineageNode;
  readonly lines: readonly OutlineLine[];
}

export interface OutlineLine {
  readonly edge: LineageEdge;
  /** what is at its other end */
  readonly node: LineageNode;
  /** the stage it leads back to, below the first line that names it */
  readonly below: Outline | null;
}

/** What names it, what went in, what came out, what it follows; stages that are drawn out come last. */
const ROLES: readonly Role[] = ['names', 'in', 'out', 'after'];

/** How a line says its edge, read from the stage it stands below. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  names: 'named by',
  in: 'went in',
  out: 'came out',
  after: 'follows',
};

/** The graph as a tree of stages: the head, and below each stage those it follows. */
export function outline(lineage: Lineage): Outline {
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
  const first = new Map<string, LineageEdge>();
  for (const edge of lineage.edges)
    if (edge.role === 'after' && !first.has(edge.to)) first.set(edge.to, edge);
  const stage = (id: string): Outline => {
    const lines = lineage.edges.flatMap((edge): OutlineLine[] => {
      const [own, other] = ends(edge);
      const node = own === id ? nodes.get(other) : undefined;
      if (node === undefined) return [];
      const leads = edge.role === 'after' && first.get(edge.to) === edge;
      return [{ edge, node, below: leads ? stage(other) : null }];
    });
    const rank = ({ edge, below }: OutlineLine) => ROLES.indexOf(edge.role) + (below === null ? 0 : 1);
    const node = nodes.get(id) ?? { id, kind: 'stage', label: 'a record', digest: null };
    return { node, lines: lines.sort((one, other) => rank(one) - rank(other)) };
  };
  return stage(lineage.head);
}

/** The stage an edge is told from, and its other end. */
function ends({ role, from, to }: LineageEdge): [string, string] {
  return role === 'out' || role === 'after' ? [from, to] : [to, from];
}

/** How the state of an edge looks; always with its word. Only a signature that was verified has the tick. */
const BADGES: Readonly<Record<EdgeState, Pick<Badge, 'tone' | 'sign' | 'ascii'>>> = {
  signed: { tone: 'good', sign: '✓', ascii: '+' },
  'by digest': { tone: 'good', sign: '=', ascii: '=' },
  'not checked': { tone: 'open', sign: '?', ascii: '?' },
  broken: { tone: 'bad', sign: '✗', ascii: 'x' },
};

export function edgeBadge(state: EdgeState): Pick<Badge, 'tone' | 'sign' | 'ascii'> {
  return BADGES[state];
}

/** `train flights -> model 0d15ea5e0d15`, in the direction things went. */
function edgeTitle({ edge, node }: OutlineLine, stage: LineageNode): string {
  const own = stage.label;
  const other = node.digest === null ? node.label : `${node.label} ${node.digest.slice(0, 12)}`;
  return edge.role === 'out' || edge.role === 'after' ? `${own} -> ${other}` : `${other} -> ${own}`;
}

/** Each broken edge in a sentence. */
export function brokenEdges(drawn: Outline): string[] {
  const broken = allLines(drawn).filter(({ line }) => line.edge.state === 'broken');
  return broken.map(({ stage, line }) => `${edgeTitle(line, stage)}: ${line.edge.reason}`);
}

/** Every line of an outline with the stage it is told from, in the order they are drawn. */
function allLines({ node, lines }: Outline): { readonly stage: LineageNode; readonly line: OutlineLine }[] {
  return lines.flatMap((line) => [
    { stage: node, line },
    ...(line.below === null ? [] : allLines(line.below)),
  ]);
}
