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
const OWN = { strict: ['looks', 'fail-on'], kayenta: ['pass', 'marginal', 'seed'] } as const;

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
  const rules = { ...read, looks: looksOf(options) ?? read.looks };
  const names = new Set(
    rules.metrics.flatMap(({ name, exposure }) => [name, ...(exposure === null ? [] : [exposure])]),
  );
  const [experiment, control] = await bothSides(options, cwd, names);
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

function looksOf(options: Options): number | null {
  const looks = numberOf('looks', options);
  if (looks === null || (Number.isInteger(looks) && looks >= 1)) return looks;
  const remedy = 'Write how often this canary is judged, e.g. --looks 4.';
  throw new Mistake({ subject: '--looks', what: 'is no count', remedy, value: String(looks) });
}
