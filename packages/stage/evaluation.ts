import { exitStatus, type FailOn } from '#judge/exit';
import type { GateResult, Verdict } from '#judge/verdict';
import { EXIT } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { artifactName } from '#project/stages';
import { digestOf, digestOfValue } from '#record/digest';
import { tell } from '#record/reading';
import { contentDigest, type Resource, type Statement, seal, testResult } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { RunFacts } from '#report/facts';
import { page } from '#report/html';
import { summary } from '#report/summary';
import { type Fetched, openArtifact, writeRecords } from './artifact.ts';
import { stageFolder } from './cache.ts';
import { basename } from './digest.ts';
import { chainOf, type Findings } from './findings.ts';
import { pastEvaluations } from './history.ts';
import { enterLedger } from './ledger.ts';
import { lineageNow } from './lineage/now.ts';
import { dataDigests } from './ready.ts';
import { circumstances, type Scene } from './scene.ts';
import type { Scored } from './scoring.ts';
import { writeEnvironment } from './training.ts';

/** An evaluation in its stage folder, ready to be published. */
export interface Sealed {
  readonly folder: string;
  /** absolute */
  readonly report: string;
  readonly record: string;
  readonly recordDigest: string;
  readonly summary: string;
}

/**
 * Writes verdict, predictions, report, summary and records. Done before any exit, also of a verdict that says no.
 * On a laptop, where the same commit was judged before and came to the very same, that evaluation stands.
 */
export async function sealEvaluation(findings: Findings, scene: Scene): Promise<Sealed> {
  const { host } = scene;
  const { verdict } = findings;
  const verdictBytes = `${JSON.stringify(verdict, null, 2)}\n`;
  const statement = statementOf(findings, digestOf(verdictBytes), [], scene);
  const before = host.kind === 'local' ? await judgedBefore(statement, findings, scene) : null;
  if (before !== null) return sealed(before, await host.files.text(`${before}/${FILE.summary}`), host);
  const folder = stageFolder('evaluate', findings.name ?? null);
  await host.files.remove(folder);
  await host.files.write(`${folder}/${FILE.verdict}`, verdictBytes);
  await host.files.copy(findings.scored.path, `${folder}/${predictionsName(findings.scored)}`);
  await writeEnvironment(folder, scene);
  const { name = null, data } = findings;
  const past = await pastEvaluations({ model: scene.model, name, data: dataDigests(data) }, host);
  const unsealed = statementOf(findings, digestOf(verdictBytes), await besides(folder, scene), scene);
  const lineage = await lineageNow(unsealed, folder, findings, scene);
  const facts = { ...factsOf(findings, scene), past, lineage };
  const markdown = summary(verdict, facts);
  await host.files.write(`${folder}/${FILE.summary}`, markdown);
  await host.files.write(`${folder}/${FILE.report}`, page(verdict, facts));
  const record = statementOf(findings, digestOf(verdictBytes), await besides(folder, scene), scene);
  await writeRecords(folder, seal(record).bytes, chainOf(findings), host);
  await enterLedger(folder, host);
  return sealed(folder, markdown, host);
}

function predictionsName({ path }: Scored): string {
  return `predictions.${path.split('.').at(-1)}`;
}

/** Where everything lies now. */
async function sealed(folder: string, markdown: string, { files }: Host): Promise<Sealed> {
  const at = (file: string) => files.resolve(`${folder}/${file}`, 'evaluate');
  const record = await at(FILE.record);
  const recordDigest = digestOf(await files.bytes(record));
  return { folder, report: await at(FILE.report), record, recordDigest, summary: markdown };
}

/** The folder of an evaluation of the same commit with the same content, whole; null where there is none. */
async function judgedBefore(
  statement: Statement,
  { name, scored }: Findings,
  { host, model }: Scene,
): Promise<string | null> {
  const artifact = (await host.artifacts.list()).find(
    (one) => one.name === artifactName(model, 'evaluate', name),
  );
  if (artifact === undefined) return null;
  // one that cannot be read does not stand: this one takes its place
  const fetched = await openArtifact(artifact, host).catch(() => null);
  if (fetched === null || !(await isWhole(fetched, scored, host))) return null;
  const { record, folder } = fetched;
  const [then, now] = [tell(record), tell(statement)];
  const same =
    then?.commit === now?.commit &&
    then?.dirty === now?.dirty &&
    contentDigest(record) === contentDigest(statement);
  if (same) host.log.debug(`The evaluation of ${then?.startedOn} came to the same and stands.`);
  return same ? folder : null;
}

/** Is every file there that its record names, and what it says? */
async function isWhole({ record, folder }: Fetched, scored: Scored, host: Host): Promise<boolean> {
  const told = tell(record);
  const files = [...(told?.subjects ?? []), ...(told?.byproducts ?? [])].filter(
    ({ name }) => name !== 'model',
  );
  const pathOf = (name: string) => `${folder}/${name === 'predictions' ? predictionsName(scored) : name}`;
  const found = await host.digests.ofFiles(files.map(({ name }) => pathOf(name)));
  const digests = new Map(found.map(({ path, sha256 }) => [path, sha256]));
  return files.every(({ name, digest }) => 'sha256' in digest && digests.get(pathOf(name)) === digest.sha256);
}

/** Files beside verdict and predictions, as far as they are there. */
async function besides(folder: string, { host }: Scene): Promise<Resource[]> {
  const names = [FILE.environment, FILE.bom, FILE.report, FILE.summary];
  const found = await host.digests.ofFiles(names.map((name) => `${folder}/${name}`));
  return found.map(({ path, sha256 }) => ({ name: basename(path), digest: { sha256 } }));
}

function statementOf(
  findings: Findings,
  verdictDigest: string,
  byproducts: readonly Resource[],
  scene: Scene,
): Statement {
  const { verdict, candidate, scored, data, rubric, baseline } = findings;
  const resource = (name: string, sha256: string): Resource => ({ name, digest: { sha256 } });
  const named = (state: GateResult['state'], level?: GateResult['level']) =>
    verdict.gates
      .filter((gate) => gate.state === state && (level === undefined || gate.level === level))
      .map(title);
  return testResult(
    {
      project: { model: scene.model, name: findings.name ?? null },
      subject: [
        ...(candidate === null ? [] : [resource('model', candidate.digest)]),
        resource('predictions', scored.digest),
        resource(FILE.verdict, verdictDigest),
      ],
      decision: verdict.decision,
      configuration: [
        resource('gates', digestOfValue(rubric.gates.map(({ text }) => text))),
        ...Object.entries(dataDigests(data)).map(([name, digest]) => resource(name, digest)),
        ...(baseline.facts.kind === 'absent' ? [] : [resource('baseline', baseline.facts.digest)]),
      ],
      passed: named('pass'),
      warned: named('fail', 'warn'),
      failed: [...named('fail', 'fail'), ...named('error')],
      byproducts,
    },
    circumstances(scene, findings.startedOn, ancestorsOf(findings)),
  );
}

/** Records of what was judged: the training, the scoring, the data, and the evaluation it was compared with. */
function ancestorsOf({ candidate, scored, data, baseline }: Findings): Resource[] {
  const named: readonly (readonly [string, string | null])[] = [
    ['train', candidate?.fetched.recordDigest ?? null],
    ['score', scored.record],
    ...data.map(({ name, record }) => [`data:${name}`, record] as const),
    ['baseline', baseline.record],
  ];
  return named.flatMap(([name, sha256]) => (sha256 === null ? [] : [{ name, digest: { sha256 } }]));
}

function title({ gate, slice }: GateResult): string {
  return slice === undefined ? gate : `${gate} (${slice})`;
}

function factsOf(findings: Findings, scene: Scene): Omit<RunFacts, 'lineage'> {
  const { run, clock } = scene.host;
  const { scored, verdict, rubric, candidate, data, seconds } = findings;
  const state = scored.skipped ? 'skipped' : 'ran';
  const why =
    scored.key === null
      ? 'predictions judged as they lie there'
      : scored.skipped
        ? 'same score key'
        : 'scored';
  return {
    model: scene.model,
    commit: run.commit,
    branch: run.branch,
    dirty: run.dirty,
    url: run.url,
    time: clock.now().toISOString(),
    environment: scene.surroundings?.digest ?? null,
    modelDigest: candidate?.digest ?? null,
    data: data.map(({ name, digest }) => ({ name, digest })),
    predictions: {
      file: scored.path,
      bytes: scored.bytes,
      rows: verdict.rows,
      digest: scored.digest,
      task: rubric.task,
    },
    stages: [
      {
        stage: 'evaluate',
        state,
        seconds,
        why,
        ...(scored.skipped ? { savedSeconds: scored.savedSeconds } : {}),
      },
    ],
  };
}

/** Whether the job goes on, and the verdict in the sentence that is printed where it does not. */
export function ending({ decision, reason }: Verdict, failOn: FailOn): { goesOn: boolean; sentence: string } {
  const goesOn = exitStatus(decision, failOn) === EXIT.ok;
  return { goesOn, sentence: `The verdict is ${decision}: ${reason}` };
}

/** Measures over all rows by name; one that is not defined is null. */
export function overallNumbers(verdict: Verdict): Record<string, number | null> {
  const overall = verdict.numbers.filter(({ slice }) => slice === undefined);
  return Object.fromEntries(overall.map(({ metric, candidate }) => [metric, candidate]));
}
