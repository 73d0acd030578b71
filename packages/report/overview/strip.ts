import { decisionOf } from '../badge.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { instant } from '../number.ts';
import { type Happening, LANES, type Lane } from './happening.ts';

const NAMES: Readonly<Record<Lane, string>> = {
  data: 'Data',
  train: 'Training',
  evaluate: 'Evaluation',
  containerize: 'Image',
  deploy: 'Deployment',
  'monitor-gate': 'Watch',
};

/** The chain of stages, each with the newest that is known of it, and the way back from the watch to the training. */
export function strip(happenings: readonly Happening[]): Markup {
  const boxes = LANES.map((lane) => {
    const own = happenings.filter((one) => one.lane === lane);
    return box(lane, own.at(-1), own.length);
  });
  const asked = happenings.filter(({ lane, what }) => lane === 'monitor-gate' && what === 'retrain').length;
  return html`<ol class="strip">${boxes}</ol>
<p class="muted back">${asked === 0 ? 'No watch has asked for a retraining so far.' : `↺ ${asked === 1 ? '1 watch' : `${asked} watches`} asked for a retraining: the way back to the data.`}</p>`;
}

function box(lane: Lane, newest: Happening | undefined, amount: number): Markup {
  const { tone = 'open', sign = '' } = decisionOf(newest?.verdict ?? null) ?? {};
  const body: Content =
    newest === undefined
      ? html`<span class="muted">nothing yet</span>`
      : html`<span class="what">${newest.what}</span>${newest.verdict === null ? null : html` <span class="badge ${tone}">${sign} ${newest.verdict}</span>`}
<span class="muted when"><time datetime="${newest.time}">${instant(newest.time)}</time>${amount > 1 ? `, ${amount} in all` : ''}</span>`;
  return html`<li class="${newest === undefined ? 'empty' : tone}"><strong>${NAMES[lane]}</strong>${body}</li>`;
}

/** A stage as people call it. */
export function laneName(lane: Lane): string {
  return NAMES[lane];
}
