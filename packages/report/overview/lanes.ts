import { decisionOf } from '../badge.ts';
import { html, type Markup } from '../markup.ts';
import { instant } from '../number.ts';
import { spread } from '../timelinechart.ts';
import { type Happening, LANES } from './happening.ts';
import { laneName } from './strip.ts';

/** Happenings that are drawn: the newest. */
const SHOWN = 60;
const [LEFT, RIGHT, ROW, TOP] = [14, 98, 34, 12] as const;

/**
 * What happened when, a lane a stage, in the order of time and as far apart as there is room: a way to the right and
 * down is a way to production, a way up again is the loop. Shapes differ beside colours.
 */
export function lanes(all: readonly Happening[]): Markup {
  const happenings = all.slice(-SHOWN);
  const x = (index: number) =>
    `${(LEFT + ((RIGHT - LEFT) * (index + 0.5)) / Math.max(1, happenings.length)).toFixed(2)}%`;
  const y = ({ lane }: Pick<Happening, 'lane'>) => TOP + ROW * (LANES.indexOf(lane) + 0.5);
  const height = TOP * 2 + ROW * LANES.length;
  const rows = LANES.map(
    (lane) =>
      html`<line class="track" x1="${LEFT}%" x2="100%" y1="${y({ lane })}" y2="${y({ lane })}"/><text x="0" y="${y({ lane })}" dy="4">${laneName(lane)}</text>`,
  );
  const steps = happenings.slice(1).map((one, index) => {
    const before = happenings[index];
    return before === undefined
      ? null
      : html`<line class="step" x1="${x(index)}" y1="${y(before)}" x2="${x(index + 1)}" y2="${y(one)}"/>`;
  });
  const named = new Set(spread(happenings.length, 6));
  const times = happenings.map(({ time }, index) =>
    named.has(index)
      ? html`<text class="tick" x="${x(index)}" y="${height + 6}" text-anchor="middle">${time.slice(11, 16)}</text>`
      : null,
  );
  return html`<figure class="timeline lanes"><svg role="img" aria-labelledby="lanes-title"><title id="lanes-title">What happened, a lane a stage, ${happenings.length} of ${all.length}</title>
${rows}${steps}${happenings.map((one, index) => mark(one, x(index), y(one)))}${times}</svg></figure>`;
}

function mark(one: Happening, x: string, y: number): Markup {
  const tone = decisionOf(one.verdict)?.tone ?? (one.verdict === null ? 'done' : 'open');
  return html`<svg class="mark ${tone}" x="${x}" y="${y}"><title>${laneName(one.lane)}, ${instant(one.time)}: ${one.what}${one.verdict === null ? '' : `, ${one.verdict}`}</title>${SHAPES[tone]}</svg>
`;
}

const SHAPES = {
  done: html`<rect class="full" x="-4.5" y="-4.5" width="9" height="9" rx="1.5"/>`,
  good: html`<circle class="full" r="5.5"/>`,
  warn: html`<path class="full" d="M0 -6.5L6.5 5.5H-6.5Z"></path>`,
  bad: html`<path class="cross" d="M-5 -5L5 5M-5 5L5 -5"></path>`,
  open: html`<circle class="hollow" r="5"/>`,
} as const;
