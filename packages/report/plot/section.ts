import type { Plots, Portrait } from '#metrics/plot/plots';
import type { RunFacts } from '../facts.ts';
import { type Content, html } from '../markup.ts';
import { confusionTable } from './confusion.ts';
import { precisionRecallPlot } from './precisionrecall.ts';
import { reliabilityPlot } from './reliability.ts';
import { residualHistogram, residualMap } from './residuals.ts';
import { rocPlot } from './roc.ts';
import { scoresPlot } from './scores.ts';

/** Everything that is drawn of predictions; nothing where there is nothing. */
export function plotsSection({ plots = null }: Pick<RunFacts, 'plots'>): Content {
  if (plots === null) return null;
  const cards = [...curves(plots), ...residuals(plots)];
  const matrices = confusions(plots);
  if (cards.length + matrices.length === 0) return null;
  return html`<section aria-labelledby="plots"><h2 id="plots">Predictions</h2>
${plots.baseline === null ? null : html`<p class="muted">The candidate beside the baseline.</p>`}
${matrices.length === 0 || plots.task !== 'binary' ? html`${grid('plots', cards)}${grid('plots matrices', matrices)}` : grid('plots', [...cards, ...matrices])}</section>`;
}

function grid(kind: string, cards: readonly Content[]): Content {
  return cards.length === 0 ? null : html`<div class="${kind}">${cards}</div>`;
}

function curves({ task, weighted, candidate, baseline }: Plots): Content[] {
  const other: Portrait = baseline ?? {};
  const { roc, precisionRecall, calibration, scores } = candidate;
  const claim = task === 'multiclass' ? 'chosen class' : 'positive';
  return [
    ...(roc === undefined ? [] : [rocPlot(roc, other.roc)]),
    ...(precisionRecall === undefined ? [] : [precisionRecallPlot(precisionRecall, other.precisionRecall)]),
    ...(calibration === undefined || calibration.length === 0
      ? []
      : [reliabilityPlot(claim, calibration, other.calibration, weighted)]),
    ...(scores === undefined
      ? []
      : [scoresPlot(task === 'multiclass' ? 'score of the chosen class' : 'score', scores, other.scores)]),
  ];
}

function residuals({ candidate, baseline }: Plots): Content[] {
  const own = candidate.residuals;
  if (own === undefined) return [];
  return [residualMap(own, baseline?.residuals), residualHistogram(own, baseline?.residuals)];
}

function confusions({ candidate, baseline, weighted }: Plots): Content[] {
  const [own, other] = [candidate.confusion, baseline?.confusion];
  if (own === undefined) return [];
  const title = other === undefined ? 'Confusion matrix' : 'Confusion matrix of the candidate';
  return [
    confusionTable('plot-confusion', title, own, weighted),
    ...(other === undefined
      ? []
      : [confusionTable('plot-confusion-baseline', 'Confusion matrix of the baseline', other, weighted)]),
  ];
}
