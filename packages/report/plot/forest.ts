import type { GateResult, Verdict } from '#judge/verdict';
import { byUrgency, gateBadge } from '../badge.ts';
import { rounded, type Scale } from '../chart.ts';
import { spelledSpan, type Units } from '../gatecells.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { count, inUnits, known, signedIn } from '../number.ts';
import { scrolling } from '../tables.ts';

/** Slices a forest shows; all of them are in the verdict that the page carries. */
const SHOWN = 40;

/** What is drawn: a value, its difference from the baseline, or from the multiple of it that the gate asks for. */
type Quantity = 'value' | 'difference' | 'distance';

/** How near a difference has to be to candidate - baseline to be just that. */
const SAME = 1e-9;

const WORDS = {
  value: ['Value by slice', 'value', 'bound of the gate'],
  difference: ['Difference from the baseline by slice', 'difference', 'what the gate allows'],
  distance: ['Distance from the bound by slice', 'distance', 'bound of the gate'],
} as const satisfies Readonly<Record<Quantity, readonly string[]>>;

/** One gate over its slices: the difference from the baseline, or the value, with its interval. */
export interface Forest {
  readonly gate: string;
  readonly metric: string;
  readonly of: Quantity;
  /** the urgent ones first, then by what was observed, the worst first */
  readonly rows: readonly Tree[];
}

interface Tree {
  readonly result: GateResult;
  readonly value: number;
  readonly interval: readonly [number, number];
  /** where the gate's bound lies on the same scale */
  readonly bound: number | null;
}

/** A forest for each gate with two slices or more whose interval is known. */
export function forestsOf({ gates }: Pick<Verdict, 'gates'>): Forest[] {
  const sliced = gates.filter(
    ({ slice, interval, from }) => slice !== undefined && interval !== undefined && from === undefined,
  );
  return [...Map.groupBy(sliced, ({ gate }) => gate)].flatMap(([gate, results]) => {
    const of = quantityOf(results);
    const sign = results[0]?.operator.startsWith('<') === true ? -1 : 1;
    const trees = byUrgency(results).flatMap((result) => treeOf(result, of));
    const rank = ({ result }: Tree) => (result.state === 'pass' ? 1 : 0);
    const rows = trees.toSorted((one, other) => rank(one) - rank(other) || sign * (one.value - other.value));
    return rows.length < 2 ? [] : [{ gate, metric: results[0]?.metric ?? '', of, rows }];
  });
}

/** A gate that multiplies the baseline has its difference from that product. */
function quantityOf(results: readonly GateResult[]): Quantity {
  const compared = results.filter(({ difference }) => difference !== undefined);
  if (compared.length === 0) return 'value';
  const plain = compared.every(
    ({ observed = 0, baseline = 0, difference = 0 }) =>
      Math.abs(observed - baseline - difference) <= SAME * Math.max(1, Math.abs(difference)),
  );
  return plain ? 'difference' : 'distance';
}

function treeOf(result: GateResult, of: Quantity): Tree[] {
  const { observed, difference, interval, bound } = result;
  const value = of === 'value' ? observed : difference;
  if (!known(value) || interval === undefined || !interval.every(known)) return [];
  const limit = known(bound) && known(observed) ? bound - observed + value : null;
  return [{ result, value, interval, bound: limit }];
}

/** A forest as a table: name, drawing, numbers, state. No change and the bound are lines through all rows. */
export function forestTable({ gate, of, rows }: Forest, units: Units): Markup {
  const shown = rows.slice(0, SHOWN);
  const scale = scaleOf(shown, of);
  const [title, word] = WORDS[of];
  const unit = units.get(shown[0]?.result.metric ?? '');
  const spell = (value: number) => (of === 'value' ? inUnits(value, unit) : signedIn(value, unit));
  const body = shown.map(
    (
      tree,
    ) => html`<tr><th scope="row" class="slice">${badge(tree.result)}<bdi>${tree.result.slice ?? ''}</bdi></th><td class="plot">${drawn(tree, scale, of, spell)}</td>
<td class="number">${spell(tree.value)}<br><span class="muted">${spelledSpan(tree.interval, unit)}</span></td></tr>
`,
  );
  const ends = html`<div class="scale"><span>${scale.names[0]}</span><span>${scale.names[1]}</span></div>`;
  const table = html`<table class="forest"><caption><code>${gate}</code>: ${title.toLowerCase()}, with intervals</caption>
<thead><tr><th scope="col">Slice</th><th scope="col" class="plot" aria-label="Drawn from ${scale.names[0]} to ${scale.names[1]}">${ends}</th><th scope="col" class="number">${title.slice(0, word.length)}</th></tr></thead>
<tbody>${body}</tbody></table>`;
  const more = rows.length - shown.length;
  return html`${legend(of)}${scrolling(`${title}: ${gate}`, table)}${more > 0 ? html`<p class="muted">${count(more, 'more slice')} in the verdict this page carries.</p>` : null}`;
}

function scaleOf(rows: readonly Tree[], of: Quantity): Scale {
  const values = rows.flatMap(({ value, interval, bound }) => [
    value,
    ...interval,
    ...(bound === null ? [] : [bound]),
  ]);
  const all = of === 'difference' ? [...values, 0] : values;
  return rounded(Math.min(...all), Math.max(...all));
}

function drawn(
  { result, value, interval, bound }: Tree,
  scale: Scale,
  of: Quantity,
  spell: (value: number) => string,
): Markup {
  const at = (place: number) => `${(((place - scale.low) / (scale.high - scale.low)) * 100).toFixed(2)}%`;
  const [low, high] = interval;
  const said = `${spell(value)}, from ${spell(low)} to ${spell(high)}${bound === null ? '' : `; the bound lies at ${spell(bound)}`}`;
  const across = (kind: string, x: number) =>
    html`<line class="${kind}" x1="${at(x)}" x2="${at(x)}" y1="0" y2="100%"/>`;
  const end = (x: number) => html`<line class="whisker" x1="${at(x)}" x2="${at(x)}" y1="34%" y2="66%"/>`;
  return html`<svg role="img" aria-label="${said}"><title>${said}</title>
${of === 'difference' ? across('whole', 0) : null}${bound === null ? null : across('margin', bound)}
<line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/>${end(low)}${end(high)}
<circle class="candidate ${gateBadge(result).tone}" cx="${at(value)}" cy="50%" r="5"/></svg>`;
}

function badge(result: GateResult): Content {
  if (result.state === 'pass') return null;
  const { tone, sign, word } = gateBadge(result);
  return html`<span class="badge ${tone}">${sign} ${word}</span> `;
}

function legend(of: Quantity): Markup {
  const [, word, bound] = WORDS[of];
  const signs: readonly (readonly [Markup, string])[] = [
    [
      html`<line class="whisker" x1="0" x2="100%" y1="50%" y2="50%"/><circle class="candidate" cx="50%" cy="50%" r="5"/>`,
      `${word} and its interval`,
    ],
    ...(of === 'difference'
      ? [[html`<line class="whole" x1="50%" x2="50%" y1="0" y2="100%"/>`, 'no change'] as const]
      : []),
    [html`<line class="margin" x1="50%" x2="50%" y1="0" y2="100%"/>`, bound],
  ];
  return html`<ul class="legend">${signs.map(([sign, name]) => html`<li><svg aria-hidden="true">${sign}</svg>${name}</li>`)}</ul>`;
}
