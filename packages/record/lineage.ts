import { chainOf, holdings } from './lineage/copies.ts';
import { edgesOf, type Ground, manifested, namesOf, poolOf } from './lineage/edges.ts';
import { type Evidence, type Lineage, type LineageNode, stageId, stageNode } from './lineage/graph.ts';
import type { EdgeState } from './lineage/state.ts';

/**
 * The graph behind a record. Every byte that is looked at stands behind one edge: those of what a stage made behind
 * the edge out of it; those of what came from nowhere else behind the edge into the first stage that used it; those
 * of a record behind the edge from the first record that follows it, or from what names it. All other edges say
 * whether two records name the same digest. So one changed byte breaks one edge.
 */
export function lineageOf(evidence: Evidence): Lineage {
  const held = holdings(evidence.copies);
  const chain = chainOf(evidence.head, held);
  const ground: Ground = { evidence, held, chain, pool: poolOf(chain, evidence), seen: manifested(chain) };
  const drawn = [
    ...namesOf(held.get(evidence.head), evidence),
    ...chain.flatMap((link) => edgesOf(link, ground)),
  ];
  const nodes = new Map<string, LineageNode>();
  for (const link of chain) nodes.set(stageId(link.held.digest), stageNode(link, evidence));
  for (const { node } of drawn) if (!nodes.has(node.id)) nodes.set(node.id, node);
  return {
    head: stageId(evidence.head),
    nodes: [...nodes.values()],
    edges: drawn.map(({ edge }) => edge),
  };
}

/** How many edges are in each state. */
export function tally({ edges }: Lineage): Readonly<Record<EdgeState, number>> {
  const of = (state: EdgeState) => edges.filter((edge) => edge.state === state).length;
  return {
    signed: of('signed'),
    'by digest': of('by digest'),
    'not checked': of('not checked'),
    broken: of('broken'),
  };
}

/** `21 edges: 19 by digest, 1 not checked, 1 broken; none signed` */
export function summed(lineage: Lineage): string {
  const { signed, ...others } = tally(lineage);
  const many = lineage.edges.length;
  const parts = Object.entries({ ...(signed > 0 ? { signed } : {}), ...others })
    .filter(([, amount]) => amount > 0)
    .map(([state, amount]) => `${amount} ${state}`);
  const said = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `${many} edge${many === 1 ? '' : 's'}${said}${signed === 0 ? '; none signed' : ''}`;
}
