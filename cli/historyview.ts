import { holds, printSubject, subjectsOf } from '#judge/gate/condition';
import { paramHolds } from '#judge/gate/paramcondition';
import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Run } from '#record/history';
import { runsNamed, runsNamedOnce } from '#record/runname';
import { FACTS, type Meant, meaningOf, metricNames, paramNames, sortRuns } from '#record/runvalue';
import { type Column, columnOf } from '#report/columns';
import type { Excerpt } from '#report/history';
import type { HistoryWish } from './historywish.ts';

const SHOWN = 20;
/** What is compared where no run is named: the last and the one before. */
const COMPARED = 2;

/** The runs a user asks for, sorted and cut. Mistake: a name that stands for nothing among `all`. */
export function excerptOf(wish: HistoryWish, all: readonly Run[]): Excerpt {
  const { sort } = wish;
  if (all.length === 0) return { runs: [], matching: 0, by: null, columns: null };
  demandKnown(wish, all);
  const chosen = wish.names.length === 0 ? all : runsNamed(wish.names, all);
  const fitting = chosen.filter((run) => fits(wish, run));
  const by: Meant = sort === null ? { kind: 'fact', name: 'when' } : demandMeaning('--sort', sort.name, all);
  const sorted = sortRuns(fitting, by, sort?.order ?? undefined);
  const columns = wish.columns?.map((name) => demandMeaning('--columns', name, all)).map(columnOf) ?? null;
  const runs = sorted.slice(0, wish.limit ?? SHOWN);
  return { runs, matching: fitting.length, by: sort?.name ?? null, columns: withoutDoubles(columns) };
}

/** The runs to compare: those that are named, else the last two that fit, the older one first. */
export function comparedIn(wish: HistoryWish, all: readonly Run[]): readonly Run[] {
  demandKnown(wish, all);
  const named = wish.names.length > 0;
  const fitting = (named ? runsNamedOnce(wish.names, all) : all).filter((run) => fits(wish, run));
  const runs = named ? fitting : fitting.slice(0, wish.limit ?? COMPARED).reverse();
  if (runs.length > 1) return runs;
  const what = `takes two runs or more, and there ${runs.length === 1 ? 'is one' : 'are none'}`;
  const remedy = 'Name them: mlops history --compare <run> <run>; mlops history lists them.';
  throw new Mistake({ subject: '--compare', what, remedy });
}

function fits({ metrics, params, stage, verdicts }: HistoryWish, run: Run): boolean {
  return (
    metrics.every((condition) => holds(condition, run.measured)) &&
    params.every((condition) => paramHolds(condition, paramOf(condition.name, run))) &&
    (stage === null || run.stages.includes(stage)) &&
    (verdicts.length === 0 || verdicts.some((verdict) => verdict === run.verdict))
  );
}

/** The seed counts as a parameter where there is none of that name. */
function paramOf(name: string, { params, seed }: Run) {
  if (Object.hasOwn(params, name)) return params[name];
  return name === 'seed' ? (seed ?? undefined) : undefined;
}

function demandKnown({ metrics, params }: HistoryWish, all: readonly Run[]): void {
  for (const condition of metrics) {
    if (all.some(({ measured }) => subjectsOf(condition, measured).length > 0)) continue;
    throw stranger('--metric', 'metric', printSubject(condition), condition.metric, metricNames(all));
  }
  for (const { name } of params) {
    if (all.some((run) => paramOf(name, run) !== undefined)) continue;
    const seeded = all.some(({ seed }) => seed !== null) ? ['seed'] : [];
    throw stranger('--param', 'parameter', name, name, [...new Set([...paramNames(all), ...seeded])]);
  }
}

function demandMeaning(option: string, name: string, all: readonly Run[]): Meant {
  const alias = option === '--sort' && name === 'time' ? 'when' : name;
  const meant = meaningOf(alias, all);
  if (meant !== null) return meant;
  const known = [...metricNames(all), ...paramNames(all), ...Object.keys(FACTS)];
  throw stranger(option, 'metric, parameter or column', name, name, known);
}

function stranger(
  option: string,
  noun: string,
  shown: string,
  name: string,
  known: readonly string[],
): Mistake {
  const meant = nearest(
    name,
    known.filter((one) => one !== name),
  );
  const remedy = meant === null ? `There are: ${known.join(', ')}.` : `Did you mean ${meant}?`;
  return new Mistake({ subject: option, what: `no run here has the ${noun} ${shown}`, remedy });
}

function withoutDoubles(columns: readonly Column[] | null): Column[] | null {
  return columns === null ? null : [...new Map(columns.map((column) => [column.name, column])).values()];
}
