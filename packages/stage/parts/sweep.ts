import type { Doubt } from '#judge/decision/doubt';
import { type Contest, contestOf } from '#judge/sweep/contest';
import type { Selection } from '#judge/sweep/selection';
import { splitOf } from '#judge/sweep/split';
import type { SweepFacts } from '#judge/sweep/standing';
import { taken } from '#metrics/joining';
import { predictionsOf } from '#metrics/predictions';
import type { Table } from '#metrics/table';
import { resource } from '#record/statement';
import { count } from '#report/number';
import { type Rubric, readingOf } from '../rubric.ts';
import type { Scene } from '../scene.ts';
import { type Answer, trainedAs } from './answer.ts';
import { type Assembly, asScored, partRecords, shortage, tableOf } from './assembly.ts';
import type { Parts } from './parts.ts';

interface Entrant {
  readonly answer: Answer;
  readonly table: Table;
  /** rows that only the gates see */
  readonly held: Uint32Array;
}

/**
 * One of several models, chosen on some rows by the stated rule, with its predictions of the rows that selection did not
 * see. Where there are none, those that chose are judged, and decide nothing: the best of many looks better than it is.
 */
export async function sweepChosen(
  parts: Parts,
  selection: Selection,
  answers: readonly Answer[],
  rubric: Rubric,
  scene: Scene,
): Promise<Assembly> {
  const { found } = parts;
  const missing = shortage(parts);
  const ancestors = partRecords(found, 'candidate');
  const nothing = { candidate: null, model: null, scored: null, rubric, ancestors, dependencies: [] };
  if (answers.length === 0)
    return { ...nothing, ...(missing === null ? {} : { doubt: missing }), why: 'no candidate is there' };
  const entrants = new Map<string, Entrant>();
  const contenders = [];
  let choosing = 0;
  for (const answer of answers) {
    const table = await tableOf(answer, scene);
    const all = predictionsOf(table, readingOf(rubric));
    const split = splitOf(table, selection.rows, all.cases.keys?.() ?? null);
    const chooses = { ...taken(table, split.choosing), file: answer.part.artifact };
    const { name } = answer.part;
    contenders.push({ name, predictions: predictionsOf(chooses, readingOf(rubric)) });
    entrants.set(name, { answer, table, held: split.held });
    choosing = split.choosing.length;
  }
  const contest = contestOf(contenders, selection, rubric.terms);
  const winner = entrants.get(contest.chosen);
  if (winner === undefined) throw new Error(`${contest.chosen} is no candidate`);
  const { answer, table, held } = winner;
  const facts = factsOf(contest, selection, entrants, { choosing, held: held.length });
  scene.host.log.info(`Chosen: ${facts.chosen} of ${count(answers.length, 'candidate')}, ${facts.choosers}.`);
  const doubt = missing ?? (held.length === 0 ? curse(answers.length) : null);
  const judged = held.length === 0 ? table : taken(table, held);
  return {
    candidate: answer.candidate ?? (answer.model === null ? null : await trainedAs(answer.model, scene)),
    model: answer.model,
    scored: await asScored(
      judged,
      rubric,
      [...entrants.values()].map((one) => one.answer.chain),
      scene,
    ),
    // a baseline that is scored here has all rows, those too that chose
    rubric: held.length === 0 ? rubric : { ...rubric, on: 'intersection' },
    ...(doubt === null ? {} : { doubt }),
    sweep: facts,
    ancestors,
    dependencies: answer.model === null ? [] : [resource('chosen', answer.model)],
    why: `chosen among ${count(answers.length, 'candidate')}`,
  };
}

/** Selection among several on the very rows that are judged. One alone was not selected. */
function curse(candidates: number): Doubt | null {
  if (candidates < 2) return null;
  const because = `these rows chose it among ${candidates} candidates, and the best of several looks better on them than it is (winner's curse)`;
  const advice = 'let some rows choose and others judge: select.share: 0.5, or select.on: a column';
  return { kind: 'chosen', because, advice };
}

function factsOf(
  { chosen, best, standings }: Contest,
  { by, rule, rows }: Selection,
  entrants: ReadonlyMap<string, Entrant>,
  counts: Pick<SweepFacts, 'choosing' | 'held'>,
): SweepFacts {
  const choosers =
    rows.kind === 'all'
      ? 'by all rows'
      : rows.kind === 'share'
        ? `by a share of ${rows.share} of the ids`
        : `by the rows with ${rows.column}${rows.value === null ? '' : `=${rows.value}`}`;
  const candidates = standings.map((one) => ({
    ...one,
    model: entrants.get(one.name)?.answer.model ?? null,
  }));
  return { by, rule, chosen, best, choosers, ...counts, candidates };
}
