import { judgedStrictly } from '#judge/canary/judgement';
import { readRules } from '#judge/canary/reading';
import { exitStatus } from '#judge/exit';
import { readCanaryConfig } from '#judge/kayenta/config';
import { judgedByKayenta } from '#judge/kayenta/judgement';
import { type MetricSet, type Mixed, mixed } from '#judge/kayenta/metricset';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { seeded } from '#kit/random';
import { canaryText } from '#report/canary';
import { kayentaText } from '#report/kayenta';
import type { Words } from '../command.ts';
import { jsonIn, textIn } from './file.ts';
import { metricSetsIn } from './metricsets.ts';
import { failOnOf, neededOf, numberOf, print } from './option.ts';
import { seriesIn, type TimedSeries } from './series.ts';

type Options = Words['options'];

/** What Spinnaker's documentation suggests. */
const PASS = 95;
const MARGINAL = 75;

/** Which options are of one judge alone. */
const OWN = { strict: ['looks', 'look', 'fail-on'], kayenta: ['pass', 'marginal', 'seed'] } as const;

/** Reads the three files, judges, prints. Exit status 1 where the canary fails. */
export async function judgeCanary({ options }: Words, cwd: string): Promise<ExitStatus> {
  const method = options.value('method') ?? 'strict';
  if (method !== 'strict' && method !== 'kayenta') {
    const remedy = 'Write --method strict or --method kayenta.';
    throw new Mistake({ subject: '--method', what: 'is no judge of canaries', remedy, value: method });
  }
  const other = method === 'strict' ? 'kayenta' : 'strict';
  const odd = OWN[other].find((name) => options.has(name));
  if (odd !== undefined) {
    const remedy = `Leave it out, or write --method ${other}.`;
    throw new Mistake({ subject: `--${odd}`, what: `says nothing to the ${method} judge`, remedy });
  }
  return method === 'strict' ? strictly(options, cwd) : byKayenta(options, cwd);
}

async function strictly(options: Options, cwd: string): Promise<ExitStatus> {
  const failOn = failOnOf(options);
  const path = neededOf('config', options);
  const read = readRules(await configIn(path, cwd), path);
  const looks = countOf('looks', 'how often this canary is judged', options) ?? read.looks;
  const rules = { ...read, looks, look: lookOf(options, looks) };
  const names = new Set(
    rules.metrics.flatMap(({ name, exposure }) => [name, ...(exposure === null ? [] : [exposure])]),
  );
  const [experiment, control] = await bothSides(options, cwd, names);
  const strange = rules.metrics.find(
    ({ exposure: by }) => by !== null && !experiment.has(by) && !control.has(by),
  );
  if (strange !== undefined) {
    const remedy = 'Name a series of the files, e.g. exposure: requests.';
    const value = strange.exposure ?? '';
    const what = 'is in neither file';
    throw new Mistake({ subject: `exposure of ${strange.name}`, what, remedy, value });
  }
  const side = (from: ReadonlyMap<string, TimedSeries>, name: string, by: string | null) => {
    const series = from.get(name);
    if (series === undefined || (by !== null && !from.has(by))) return null;
    return { ...series, exposure: by === null ? null : (from.get(by)?.values ?? null) };
  };
  const pairs = rules.metrics.map(({ name, exposure }) => ({
    name,
    experiment: side(experiment, name, exposure),
    control: side(control, name, exposure),
  }));
  const judgement = judgedStrictly(rules, pairs);
  print(options, judgement, canaryText);
  return exitStatus(judgement.decision, failOn);
}

async function byKayenta(options: Options, cwd: string): Promise<ExitStatus> {
  const path = neededOf('config', options);
  const config = readCanaryConfig(await configIn(path, cwd), path);
  const { pairs, warnings } = await kayentaPairs(
    options,
    cwd,
    new Set(config.metrics.map(({ name }) => name)),
  );
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const thresholds = {
    pass: numberOf('pass', options) ?? config.thresholds?.pass ?? PASS,
    marginal: numberOf('marginal', options) ?? config.thresholds?.marginal ?? MARGINAL,
  };
  const judgement = judgedByKayenta(config, pairs, thresholds, seeded(numberOf('seed', options) ?? 0));
  print(options, judgement, kayentaText);
  return judgement.class === 'Fail' ? EXIT.verdict : EXIT.ok;
}

/** Metric sets as Kayenta stores them where both files are lists of them, else a series a metric. */
async function kayentaPairs(options: Options, cwd: string, names: ReadonlySet<string>): Promise<Mixed> {
  const paths = [neededOf('experiment', options), neededOf('control', options)] as const;
  const sets = await Promise.all(paths.map((path) => metricSetsIn(path, cwd)));
  const [one = null, other = null] = sets;
  if (one !== null && other !== null) {
    const known = (set: MetricSet) => names.has(set.name);
    return mixed(one.filter(known), other.filter(known));
  }
  const [experiment, control] = await bothSides(options, cwd, names);
  const pairs = [...names].map((name) => ({
    name,
    experiment: [...(experiment.get(name)?.values ?? [])],
    control: [...(control.get(name)?.values ?? [])],
  }));
  return { pairs, warnings: [] };
}

async function bothSides(options: Options, cwd: string, names: ReadonlySet<string>) {
  const paths = [neededOf('experiment', options), neededOf('control', options)] as const;
  const [experiment, control] = [await seriesIn(paths[0], cwd, names), await seriesIn(paths[1], cwd, names)];
  return [experiment, control] as const;
}

/** YAML where the name says so, else JSON. */
async function configIn(path: string, cwd: string): Promise<unknown> {
  if (!/\.ya?ml$/.test(path)) return jsonIn(path, cwd);
  const { parseLocated } = await import('#project/document');
  return parseLocated(await textIn(path, cwd), path).value;
}

/** Which look it is. Mistake: more than there are. */
function lookOf(options: Options, looks: number): number | null {
  const look = countOf('look', 'which of the looks this is', options);
  if (look === null || look <= looks) return look;
  const remedy = `Say how many there are: --looks ${look} or more, from the first look on.`;
  throw new Mistake({ subject: '--look', what: `is beyond the ${looks} that are planned`, remedy });
}

function countOf(name: string, meaning: string, options: Options): number | null {
  const count = numberOf(name, options);
  if (count === null || (Number.isInteger(count) && count >= 1)) return count;
  const remedy = `Write ${meaning}, e.g. --${name} 4.`;
  throw new Mistake({ subject: `--${name}`, what: 'is no count', remedy, value: String(count) });
}
