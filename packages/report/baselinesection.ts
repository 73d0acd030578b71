import type { Verdict } from '#judge/verdict';
import { baselineStory, type Moment } from './baselinefacts.ts';
import { type Content, html } from './markup.ts';

/** How the baseline was found, in the report; nothing where no way was walked. */
export function baselineSection({ baseline }: Pick<Verdict, 'baseline'>, moment: Moment): Content {
  const { found, passedOver, stale } = baselineStory(baseline, moment);
  if (found === null && passedOver.length === 0) return null;
  const lines = passedOver.map((line) => html`<li>${line}</li>`);
  return html`<section aria-labelledby="baseline"><h2 id="baseline">Baseline</h2>
${stale === null ? null : html`<p><strong>${stale}</strong></p>`}
${found === null ? null : html`<p>${found}</p>`}
${lines.length === 0 ? null : html`<p>Passed over:</p><ul>${lines}</ul>`}
</section>`;
}
