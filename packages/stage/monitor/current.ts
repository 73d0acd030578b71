import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { filesMatching, nearbyFiles } from '#source/globs';
import { type LateLabels, readLabels } from '#source/labels';
import type { Served } from '#source/served';
import { readLogs } from '#source/servinglog';
import type { StatedRevision } from '#target/statefile';

/** Clocks of two machines may differ by so much, in milliseconds. */
const SKEW = 5 * 60 * 1000;

/** Reads the logs that globs name: rows of one model within the window. Mistake: there is no such file. */
export async function currentOf(
  globs: readonly string[],
  model: string | null,
  window: number | null,
  host: Host,
): Promise<Served> {
  const paths = await filesMatching(globs, host);
  if (paths.length === 0) {
    const there = await nearbyFiles(globs, host);
    const remedy = `Name the serving logs, e.g. current: logs/*.jsonl, or deploy first. ${there}.`;
    throw new Mistake({ subject: 'current', what: 'matches no file', remedy, value: globs.join(', ') });
  }
  return rowsOf(paths, model, window, host);
}

function rowsOf(
  paths: readonly string[],
  model: string | null,
  window: number | null,
  host: Host,
): Promise<Served> {
  const now = host.clock.now().getTime();
  const since = window === null ? null : now - window * 1000;
  return readLogs(paths, { model, since, until: now + SKEW }, host);
}

/**
 * The log of one side of a canary: its own, else the rows of its model in what `current` names. That nobody has
 * asked it yet is no mistake.
 */
export async function canaryLog(
  { logs, model }: StatedRevision,
  globs: readonly string[],
  window: number | null,
  host: Host,
): Promise<Served> {
  const own = await filesMatching([logs], host);
  return rowsOf(own.length > 0 ? own : await filesMatching(globs, host), model, window, host);
}

/** Labels that came late. That none has come yet is no mistake: it is what late means. */
export async function lateLabels(globs: readonly string[], host: Host): Promise<LateLabels> {
  return readLabels(globs.length === 0 ? [] : await filesMatching(globs, host), host);
}

/** What is to be known of the labels, in sentences. */
export function labelNotes(
  late: LateLabels,
  joined: { readonly contradicting: readonly string[]; readonly unknown: number },
  globs: readonly string[],
): string[] {
  const { contradicting, unknown } = joined;
  const shown = contradicting.slice(0, 3).join(', ');
  const said: readonly (readonly [boolean, string])[] = [
    [
      globs.length > 0 && late.files.length === 0,
      `no labels have come yet: no file matches ${globs.join(', ')}`,
    ],
    [
      contradicting.length > 0,
      `${contradicting.length} ${contradicting.length === 1 ? 'id has' : 'ids have'} labels that contradict each other (${shown}${contradicting.length > 3 ? ', …' : ''}): left out of performance`,
    ],
    [
      unknown > 0,
      `${unknown} ${unknown === 1 ? 'label is' : 'labels are'} of ids that the log does not have`,
    ],
    [
      late.empty > 0,
      `${late.empty} ${late.empty === 1 ? 'row' : 'rows'} of the labels ${late.empty === 1 ? 'has' : 'have'} no id or no label`,
    ],
  ];
  return said.filter(([so]) => so).map(([, sentence]) => sentence);
}
