import { summed } from '#record/lineage';
import type { Lineage } from '#record/lineage/graph';
import { brief } from '../facts.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { instant } from '../number.ts';
import { edgeBadge, type Outline, type OutlineLine, outline, ROLE_WORDS } from './outline.ts';
import { titleOf } from './tree.ts';

/** The lineage for a page: lists within lists, each edge with its state in words and why. */
export function lineageSection(lineage: Lineage | null): Content {
  if (lineage === null) return null;
  const drawn = outline(lineage);
  return html`<section aria-labelledby="lineage"><h2 id="lineage">Lineage</h2>
<p>${summed(lineage)}. By digest: what was found, or what another record says, has the digest that this record names.
Broken: it has another. Only a signature that was verified makes an edge signed.</p>
<div class="lineage"><p class="stage">${titleOf(drawn.node)}</p>
${lines(drawn)}</div></section>`;
}

function lines(stage: Outline): Content {
  if (stage.lines.length === 0) return null;
  return html`<ul>${stage.lines.map(item)}</ul>
`;
}

function item({ edge, node, below }: OutlineLine): Markup {
  const { tone, sign } = edgeBadge(edge.state);
  const digest =
    node.digest === null ? null : html` <code title="${node.digest}">${brief(node.digest)}</code>`;
  const time =
    edge.role === 'after' && node.finishedOn !== undefined
      ? html` <span class="muted">${instant(node.finishedOn)}</span>`
      : null;
  return html`<li${edge.state === 'broken' ? html` class="broken"` : null}><span class="badge ${tone}">${sign} ${edge.state}</span> <span class="role">${ROLE_WORDS[edge.role]}</span>
<bdi class="${node.kind}">${node.label}</bdi>${digest}${time} <span class="why">${edge.reason}</span>
${below === null ? null : lines(below)}</li>
`;
}
