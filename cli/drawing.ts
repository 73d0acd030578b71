import { tally } from '#record/lineage';
import type { Lineage } from '#record/lineage/graph';
import { URI } from '#record/vocabulary';
import { lineageMermaid } from '#report/lineage/mermaid';
import { lineageTree } from '#report/lineage/tree';

/** A lineage in the words of a format, ending in a line feed. */
export function written(
  lineage: Lineage,
  format: 'tree' | 'mermaid' | 'json',
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (format === 'json') {
    const { head, nodes, edges } = lineage;
    return `${JSON.stringify({ schema: URI.lineage, head, states: tally(lineage), nodes, edges }, null, 2)}\n`;
  }
  const mermaid = format === 'mermaid' ? lineageMermaid(lineage) : null;
  return mermaid ?? lineageTree(lineage, terminal(env));
}

/** Colour as in the log: on a terminal, without NO_COLOR. ASCII where the locale says that there is nothing else. */
function terminal(env: Readonly<Record<string, string | undefined>>) {
  const { isTTY, columns } = process.stdout;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return {
    width: columns || 80,
    ascii: !/utf-?8/i.test(locale) || env['TERM'] === 'dumb',
    colour: isTTY === true && !env['NO_COLOR'],
  };
}
