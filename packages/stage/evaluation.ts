import { gatesAsTests } from '#judge/verdict';
import type { Host } from '#kit/ports';
import { plotsText } from '#metrics/plot/file';
import { digestOf } from '#record/digest';
import { type Resource, resource, type Statement, seal, testResult } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { page } from '#report/html';
import type { Extent } from '#report/scope';
import { summary } from '#report/summary';
import { besides, writeRecords } from './artifact.ts';
import { besideFile } from './beside.ts';
import { stageFolder } from './cache.ts';
import { candidatesTried } from './candidates.ts';
import { conditionsIn } from './conditions.ts';
import { chainOf, type Findings, factsOf, modelJudged } from './findings.ts';
import { gatePlaces } from './gateplaces.ts';
import { knownPast, pastEvaluations } from './history.ts';
import { enterLedger } from './ledger.ts';
import { lineageNow } from './lineage/now.ts';
import { writePlainRows } from './plainrows.ts';
import { judgedBefore, predictionsName } from './precedent.ts';
import { dataDigests } from './ready.ts';
import { profileOfRows } from './rowprofile.ts';
import { circumstances, type Scene } from './scene.ts';
import { writeEnvironment } from './surroundings.ts';
import { worded } from './wording.ts';

/** An evaluation in its stage folder, ready to be published. */
export interface Sealed {
  readonly folder: string;
  /** absolute */
  readonly report: string;
  readonly record: string;
  readonly recordDigest: string;
  readonly summary: string;
  /** on what was judged, for the log */
  readonly extent: Extent;
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
  const known = await knownPast(host);
  const candidates = candidatesTried(scene.model, findings, known, host) ?? null;
  const told = { ...factsOf(findings, scene), candidates };
  if (before !== null) return sealed(before, await host.files.text(`${before}/${FILE.summary}`), told, host);
  const folder = stageFolder('evaluate', findings.name ?? null);
  await host.files.remove(folder);
  await host.files.write(`${folder}/${FILE.verdict}`, verdictBytes);
  const { scored, beside } = findings;
  if (scored !== null) await host.files.copy(scored.path, `${folder}/${predictionsName(scored)}`);
  await writePlainRows(folder, findings, scene);
  const numbers = besideFile(beside);
  if (numbers !== null) await host.files.write(`${folder}/${FILE.metrics}`, numbers.text);
  if (findings.plots !== null) await host.files.write(`${folder}/${FILE.plots}`, plotsText(findings.plots));
  await host.files.write(`${folder}/${FILE.gates}`, gatePlaces(findings, scene));
  await writeEnvironment(folder, scene);
  // a ref may keep it, which only a trusted run moves
  const profile =
    scored === null || !host.run.trusted.yes ? null : await profileOfRows(scored.path, findings.rubric, host);
  if (profile !== null) await host.files.write(`${folder}/${FILE.profile}`, profile);
  const { name = null, data } = findings;
  const past = await pastEvaluations({ model: scene.model, name, data: dataDigests(data) }, known, host);
  const unsealed = statementOf(findings, digestOf(verdictBytes), await besides(folder, BESIDES, host), scene);
  const lineage = await lineageNow(unsealed, folder, findings, scene);
  const facts = { ...told, past, lineage };
  const markdown = summary(verdict, facts);
  await host.files.write(`${folder}/${FILE.summary}`, markdown);
  await host.files.write(`${folder}/${FILE.report}`, page(verdict, facts));
  const record = statementOf(findings, digestOf(verdictBytes), await besides(folder, BESIDES, host), scene);
  await writeRecords(folder, seal(record).bytes, chainOf(findings), host);
  await enterLedger(folder, host);
  return sealed(folder, markdown, told, host);
}

/** Beside verdict and predictions. */
const BESIDES = [
  ...[FILE.metrics, FILE.profile, FILE.environment, FILE.bom],
  ...[FILE.plots, FILE.gates, FILE.report, FILE.summary],
];

/** Where everything lies now. */
async function sealed(
  folder: string,
  markdown: string,
  { predictions, candidates }: Required<Extent>,
  { files }: Host,
): Promise<Sealed> {
  const at = (file: string) => files.resolve(`${folder}/${file}`, 'evaluate');
  const record = await at(FILE.record);
  const recordDigest = digestOf(await files.bytes(record));
  const extent = { predictions, candidates };
  return { folder, report: await at(FILE.report), record, recordDigest, summary: markdown, extent };
}

function statementOf(
  findings: Findings,
  verdictDigest: string,
  byproducts: readonly Resource[],
  scene: Scene,
): Statement {
  const { verdict, scored, data, rubric, definitions, baseline, assembly } = findings;
  const model = modelJudged(findings);
  return testResult(
    {
      project: { model: scene.model, name: findings.name ?? null },
      subject: [
        ...(model === null ? [] : [resource('model', model)]),
        ...(scored === null ? [] : [resource('predictions', scored.digest)]),
        resource(FILE.verdict, verdictDigest),
      ],
      decision: verdict.decision,
      configuration: [
        ...worded(conditionsIn(rubric, definitions), rubric, scene.host),
        ...Object.entries(dataDigests(data)).map(([name, digest]) => resource(name, digest)),
        ...(baseline.facts.kind === 'absent' ? [] : [resource('baseline', baseline.facts.digest)]),
        ...(assembly?.dependencies ?? []),
        ...(verdict.champion === undefined ? [] : [resource('champion', verdict.champion.digest)]),
      ],
      ...gatesAsTests(verdict),
      byproducts,
      keepRows: findings.keepRows,
    },
    circumstances(scene, findings.startedOn, ancestorsOf(findings)),
  );
}

/** Records of what was judged: the training, the scoring, the data, and the evaluation it was compared with. */
function ancestorsOf({ candidate, scored, data, baseline, assembly }: Findings): Resource[] {
  const named: readonly (readonly [string, string | null])[] = [
    ['train', candidate?.fetched.recordDigest ?? null],
    ['score', scored?.record ?? null],
    ...data.map(({ name, record }) => [`data:${name}`, record] as const),
    ['baseline', baseline.record],
  ];
  const own = named.flatMap(([name, sha256]) => (sha256 === null ? [] : [resource(name, sha256)]));
  return [...own, ...(assembly?.ancestors ?? [])];
}
