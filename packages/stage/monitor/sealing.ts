import { gatesAsTests } from '#judge/verdict';
import { type Digest, digestOf, digestOfValue } from '#record/digest';
import { type Resource, resource, type Statement, seal, testResult } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { MonitorFacts } from '#report/monitor/facts';
import { monitorPage } from '#report/monitor/page';
import { monitorSummary } from '#report/monitor/summary';
import type { Served } from '#source/served';
import { writeRecords } from '../artifact.ts';
import { stageFolder } from '../cache.ts';
import { enterLedger } from '../ledger.ts';
import { circumstances, type Scene } from '../scene.ts';
import type { Monitored } from './monitored.ts';

/** A monitor run in its stage folder, ready to be published. */
export interface SealedMonitoring {
  readonly folder: string;
  readonly report: string;
  readonly record: string;
  readonly recordDigest: Digest;
  readonly summary: string;
}

/** Writes verdict, report, summary and records; before any exit, also of a verdict that says no. */
export async function sealMonitoring(
  monitored: Monitored,
  startedOn: Date,
  scene: Scene,
): Promise<SealedMonitoring> {
  const { host } = scene;
  const { verdict, deployed } = monitored;
  const folder = stageFolder('monitor-gate', monitored.name);
  await host.files.remove(folder);
  const bytes = `${JSON.stringify(verdict, null, 2)}\n`;
  const facts = factsOf(monitored, scene);
  const written: readonly (readonly [string, string])[] = [
    [FILE.verdict, bytes],
    [FILE.report, monitorPage(verdict, facts)],
    [FILE.summary, monitorSummary(verdict, facts)],
  ];
  for (const [name, content] of written) await host.files.write(`${folder}/${name}`, content);
  const besides = written.slice(1).map(([name, content]) => resource(name, digestOf(content)));
  const { bytes: record, digest: recordDigest } = seal(
    statementOf(monitored, digestOf(bytes), besides, startedOn, scene),
  );
  const own = deployed.record === null ? [] : [[deployed.record.digest, deployed.record.bytes] as const];
  await writeRecords(folder, record, new Map([...(deployed.evaluated?.chain ?? []), ...own]), host);
  await enterLedger(folder, host);
  const at = (file: string) => host.files.resolve(`${folder}/${file}`, 'monitor-gate');
  const summary = written[2]?.[1] ?? '';
  return { folder, report: await at(FILE.report), record: await at(FILE.record), recordDigest, summary };
}

function statementOf(
  { verdict, plan, name, deployed, current, control, late, reference }: Monitored,
  verdictDigest: Digest,
  byproducts: readonly Resource[],
  startedOn: Date,
  scene: Scene,
): Statement {
  const { evaluated, record, here } = deployed;
  const model = verdict.mode === 'canary' ? (here?.canary?.candidate.model ?? null) : deployed.model;
  const optional = (label: string, digest: Digest | null | undefined) =>
    digest ? [resource(label, digest)] : [];
  return testResult(
    {
      stage: 'monitor-gate',
      project: { model: scene.model, name },
      subject: [...optional('model', model), resource(FILE.verdict, verdictDigest)],
      decision: verdict.decision,
      consequence: verdict.consequence,
      configuration: [
        resource('gates', digestOfValue(plan.gates.map(({ text }) => text))),
        resource('current', filesDigest(current.tally.files)),
        ...optional('control', control === null ? null : filesDigest(control.tally.files)),
        ...optional('reference', typeof reference === 'string' || control !== null ? null : reference.digest),
        ...optional('labels', late.files.length === 0 ? null : filesDigest(late.files)),
        ...(verdict.baseline.kind === 'absent' ? [] : [resource('baseline', verdict.baseline.digest)]),
      ],
      ...gatesAsTests(verdict),
      byproducts,
    },
    circumstances(scene, startedOn, [
      ...optional('evaluate', evaluated?.record),
      ...optional('deploy', record?.digest),
    ]),
  );
}

/** What was read, by the bytes as they were then: a log goes on growing. */
function filesDigest(files: Served['tally']['files']): Digest {
  return digestOfValue(files.map(({ path, sha256, size }) => ({ path, sha256, size })));
}

function factsOf({ plan, deployed, current, verdict }: Monitored, { host, model }: Scene): MonitorFacts {
  const canary = verdict.mode === 'canary' ? (deployed.here?.canary ?? null) : null;
  return {
    model,
    environment: plan.environment,
    modelDigest: canary === null ? deployed.model : canary.candidate.model,
    controlDigest: canary?.control.model ?? null,
    time: host.clock.now().toISOString(),
    newest: current.newest === null ? null : new Date(current.newest).toISOString(),
    url: host.run.url,
    commit: host.run.commit,
    files: current.tally.files.map(({ path }) => path),
    how: deployed.how,
  };
}
