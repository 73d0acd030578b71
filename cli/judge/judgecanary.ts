import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readCanaryConfig } from '#judge/kayenta/config';
import { type Judgement, judgedByKayenta } from '#judge/kayenta/judgement';
import { seeded } from '#judge/kayenta/noise';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { parseWithNaN } from '#metrics/reader/jsonl';
import { readTable } from '#metrics/reader/reader';
import { canaryText } from '#report/canary';
import type { Words } from '../command.ts';

/** What Spinnaker's documentation suggests. */
const PASS = 95;
const MARGINAL = 75;

const SERIES = z.record(z.string(), z.array(z.number().nullable()));

/** Reads the three files, judges, prints. Exit status 1 where the canary fails. */
export async function judgeCanary({ options }: Words, cwd: string): Promise<ExitStatus> {
  const file = (name: string) => fileOf(name, options.value(name));
  const path = file('config');
  const config = readCanaryConfig(parsed(await bytesOf(path, cwd), path), path);
  const names = new Set(config.metrics.map(({ name }) => name));
  const [control, experiment] = [
    await seriesIn(file('control'), cwd, names),
    await seriesIn(file('experiment'), cwd, names),
  ];
  const pairs = [...names].map((name) => ({
    name,
    experiment: experiment.get(name) ?? [],
    control: control.get(name) ?? [],
  }));
  const thresholds = {
    pass: numberOf('pass', options) ?? config.thresholds?.pass ?? PASS,
    marginal: numberOf('marginal', options) ?? config.thresholds?.marginal ?? MARGINAL,
  };
  const judgement = judgedByKayenta(config, pairs, thresholds, seeded(numberOf('seed', options) ?? 0));
  process.stdout.write(
    `${options.has('json') ? JSON.stringify(judgement, null, 2) : canaryText(judgement)}\n`,
  );
  return statusOf(judgement);
}

function statusOf({ class: found }: Judgement): ExitStatus {
  return found === 'Fail' ? EXIT.verdict : EXIT.ok;
}

function fileOf(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new Mistake({ subject: `--${name}`, what: 'is not given', remedy: `Write --${name} <file>.` });
}

function numberOf(name: string, options: Words['options']): number | null {
  const value = options.value(name);
  if (value === undefined) return null;
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new Mistake({ subject: `--${name}`, what: 'is not a number', remedy: 'Write a number.', value });
}

async function bytesOf(path: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, path));
  } catch (cause) {
    const what = 'cannot be read';
    throw new Mistake({ subject: path, what, remedy: 'Name a file that is there.' }, { cause });
  }
}

function parsed(bytes: Uint8Array, path: string): unknown {
  try {
    return parseWithNaN(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Mistake({ subject: path, what: 'is not JSON', remedy: 'Give a JSON file.' }, { cause });
  }
}

/** Values by metric; what is not configured is passed over. */
async function seriesIn(path: string, cwd: string, names: ReadonlySet<string>) {
  const bytes = await bytesOf(path, cwd);
  const series = path.endsWith('.json') ? listsIn(bytes, path) : await columnsIn(bytes, path, names);
  if (names.values().some((name) => series.has(name))) return series;
  const what = `holds none of the metrics that are configured; it has ${[...series.keys()].join(', ') || 'none'}`;
  const remedy = `Call its series as the configuration does: ${[...names].join(', ') || 'it has no metrics'}.`;
  throw new Mistake({ subject: path, what, remedy });
}

function listsIn(bytes: Uint8Array, path: string): Map<string, number[]> {
  const found = SERIES.safeParse(parsed(bytes, path));
  if (!found.success) {
    const remedy = 'Write {"<metric>": [1.5, null, 2]}.';
    throw new Mistake({ subject: path, what: 'is not a list of numbers a metric', remedy });
  }
  const lists = Object.entries(found.data);
  return new Map(lists.map(([name, values]) => [name, values.map((value) => value ?? Number.NaN)]));
}

async function columnsIn(bytes: Uint8Array, path: string, names: ReadonlySet<string>) {
  const table = await readTable(bytes, path, names);
  const series = new Map<string, number[]>();
  for (const [name, column] of table.columns) {
    if (!names.has(name)) continue;
    if (column.kind === 'text' && column.values.length > 0) {
      const remedy = 'Leave cells without a value empty.';
      throw new Mistake({ subject: `${path}, ${name}`, what: 'holds words, not numbers', remedy });
    }
    series.set(name, column.kind === 'number' ? [...column.values] : []);
  }
  return series;
}
