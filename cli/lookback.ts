import { openHost } from '#host/host';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type Run, runsOf } from '#record/history';
import { type Contrast, contrast } from '#report/contrast';
import { contrastCsv, contrastJson, contrastMarkdown, contrastText } from '#report/contrasttable';
import { type Excerpt, historyMarkdown, historyText } from '#report/history';
import { historyCsv, historyJson } from '#report/historyfile';
import { count } from '#report/number';
import { contentsBehind, type Remembered, remembered } from '#stage/history';
import type { Words } from './command.ts';
import { comparedIn, excerptOf } from './historyview.ts';
import { type HistoryWish, wishOf } from './historywish.ts';
import { openProject, type Place, placeFor } from './invoke.ts';

/** Lists or compares; writes nothing but what it prints, and takes no lock. */
export async function lookBack(
  words: Words,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<ExitStatus> {
  const wish = wishOf(words, new Date());
  const place = placeFor(words, env, cwd);
  const { root, workspace } = place;
  const host = await openHost({ env, root, workspace, permissions: {}, action: 'history', looking: true });
  try {
    await look(wish, place, host);
  } finally {
    await host.close();
  }
  return EXIT.ok;
}

async function look(wish: HistoryWish, place: Place, host: Host): Promise<void> {
  const past = await remembered(host);
  const every = runsOf(past.seen, wish.period);
  const model = wish.model ?? (await ownModel(place, host));
  const runs = model === null || model === '*' ? every : every.filter((run) => run.model === model);
  const others = wish.model === null ? every.length - runs.length : 0;
  say([...lacks(past), ...(others > 0 ? [otherModels(others, every, model)] : [])]);
  if (runs.length === 0 && (wish.format === 'table' || wish.format === 'markdown')) {
    print(`${nothing(wish, past, model)}\n`);
    return;
  }
  const terminal = {
    width: widthOf(host.env),
    colour: process.stdout.isTTY === true && !host.env['NO_COLOR'],
  };
  if (wish.compare) {
    const compared = comparedIn(wish, runs);
    const found = contrast(compared, await contentsBehind(compared, host));
    print(CONTRASTS[wish.format](found, terminal));
    return;
  }
  const excerpt = excerptOf(wish, runs);
  const none = excerpt.runs.length === 0 && (wish.format === 'table' || wish.format === 'markdown');
  print(none ? `None of ${count(runs.length, 'run')} here fits.\n` : LISTS[wish.format](excerpt, terminal));
}

interface Looks {
  readonly width: number;
  readonly colour: boolean;
}

const LISTS: Readonly<Record<HistoryWish['format'], (excerpt: Excerpt, looks: Looks) => string>> = {
  table: historyText,
  markdown: historyMarkdown,
  csv: historyCsv,
  json: historyJson,
};
const CONTRASTS: Readonly<Record<HistoryWish['format'], (found: Contrast, looks: Looks) => string>> = {
  table: contrastText,
  markdown: contrastMarkdown,
  csv: contrastCsv,
  json: contrastJson,
};

/** The model of mlops.yml; null where there is none, or where the file cannot be read: looking back needs none. */
async function ownModel(place: Place, host: Host): Promise<string | null> {
  if (place.file === null) return null;
  try {
    return (await openProject(place, host)).model;
  } catch (error) {
    if (!(error instanceof Mistake) || place.demanded) throw error;
    return null;
  }
}

/** What could not be listed, and how to get what is not here. */
function lacks({ strange, torn, unfetched, hollow }: Remembered): string[] {
  const is = (amount: number) => (amount === 1 ? 'is' : 'are');
  return [
    ...(strange > 0
      ? [
          `${count(strange, 'record')} here ${is(strange)} not what ${strange === 1 ? 'its name says and is' : 'their names say and are'} left out.`,
        ]
      : []),
    ...(torn > 0
      ? [`Of ${count(torn, 'run')} the numbers are not what the record says and are left out.`]
      : []),
    ...(unfetched ? [`Runs on GitHub, as far as its refs keep them: git fetch ${REFS}`] : []),
    ...(hollow > 0
      ? [
          `This partial clone lacks files of ${count(hollow, 'run')} on GitHub: git fetch --refetch --no-filter ${REFS}`,
        ]
      : []),
  ];
}

const REFS = "origin 'refs/mlops/*:refs/mlops/*'";

function otherModels(amount: number, every: readonly Run[], model: string | null): string {
  const names = [...new Set(every.flatMap((run) => (run.model === model ? [] : (run.model ?? []))))];
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${count(amount, 'run')} of other models (${shown}${more}) left out: --model '*' shows every one.`;
}

function nothing({ period }: HistoryWish, { seen }: Remembered, model: string | null): string {
  const runs = seen.length > 0 && (period.since !== null || period.until !== null);
  const whose = model === null || model === '*' ? '' : ` of ${model}`;
  return runs
    ? `No run${whose} falls in that time.`
    : `No run${whose} is recorded here yet: mlops run makes the first.`;
}

/** Columns of the terminal, as it says or as COLUMNS does. */
function widthOf(env: Host['env']): number {
  return Math.max(60, process.stdout.columns || Number(env['COLUMNS']) || 80);
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Beside the result, so that a file of it holds nothing else. */
function say(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}
