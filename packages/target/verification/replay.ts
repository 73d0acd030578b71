import type { Candidate } from '../target.ts';
import { askJson, type Check, type World } from './check.ts';
import { deviation, type Expected } from './expectation.ts';
import type { GoldenRequest } from './golden.ts';

/** Golden requests with what the evaluation predicted for each. */
export interface Golden {
  readonly requests: readonly (GoldenRequest & { readonly expected: Expected })[];
  readonly tolerance: number;
}

/** So many that differ are named. */
const NAMED = 3;

/** After so many in a row without a usable answer the rest is not sent. */
const SILENT = 5;

/** Posts every golden request, one after the other, and compares each answer with the recorded prediction. */
export async function replay(
  candidate: Candidate,
  path: string,
  golden: Golden,
  world: World,
): Promise<Check> {
  const { requests, tolerance } = golden;
  const progress = world.log.progress('golden requests');
  const times: number[] = [];
  const wrong: string[] = [];
  let silent = 0;
  let sent = 0;
  try {
    for (const { id, body, expected } of requests) {
      const start = world.clock.elapsed();
      const answer = await askJson(candidate, path, body, world);
      sent += 1;
      times.push(world.clock.elapsed() - start);
      silent = 'wrong' in answer ? silent + 1 : 0;
      const flaw = 'wrong' in answer ? answer.wrong : deviation(expected, answer.value, tolerance);
      if (flaw !== null) wrong.push(`id ${id}: ${flaw}`);
      progress.update(sent, requests.length, 'requests');
      if (silent >= SILENT) break;
    }
  } finally {
    progress.end();
  }
  const latency = `p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms`;
  const all = requests.length;
  if (wrong.length === 0) {
    return { name: 'golden', passed: true, found: `${all} of ${all} answered as predicted; ${latency}` };
  }
  const more = wrong.length > NAMED ? `; and ${wrong.length - NAMED} more` : '';
  const rest = sent < all ? `; ${all - sent} were not sent after ${SILENT} without an answer in a row` : '';
  const found = `${wrong.length} of ${all} golden requests were not answered as the evaluation predicted (tolerance ${tolerance}): ${wrong.slice(0, NAMED).join('; ')}${more}${rest}`;
  return { name: 'golden', passed: false, found };
}

/** Nearest-rank quantile, in whole milliseconds. */
function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
