import { plotsText } from '#metrics/plot/file';
import { digestOf } from '#record/digest';
import { seal } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { page } from '#report/html';
import { summary } from '#report/summary';
import { besides, writeRecords } from './artifact.ts';
import { besideFile } from './beside.ts';
import { stageFolder } from './cache.ts';
import { statementOf } from './evaluationrecord.ts';
import { chainOf, type Findings, type factsOf } from './findings.ts';
import { gatePlaces } from './gateplaces.ts';
import { pastEvaluations } from './history.ts';
import { enterLedger } from './ledger.ts';
import { lineageNow } from './lineage/now.ts';
import type { Past } from './past.ts';
import { writePlainRows } from './plainrows.ts';
import { predictionsName } from './precedent.ts';
import { dataDigests } from './ready.ts';
import { profileOfRows } from './rowprofile.ts';
import type { Scene } from './scene.ts';
import { writeEnvironment } from './surroundings.ts';

/** Writes the evaluation into its stage folder: report, summary, and records with what they rest on. */
export async function sealAnew(
  findings: Findings,
  verdictBytes: string,
  { told, known }: { readonly told: ReturnType<typeof factsOf>; readonly known: Past },
  scene: Scene,
): Promise<{ readonly folder: string; readonly markdown: string }> {
  const { host } = scene;
  const folder = stageFolder('evaluate', findings.name ?? null);
  await host.files.remove(folder);
  await host.files.write(`${folder}/${FILE.verdict}`, verdictBytes);
  const { scored, beside, verdict } = findings;
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
  return { folder, markdown };
}

/** Beside verdict and predictions. */
const BESIDES = [
  ...[FILE.metrics, FILE.profile, FILE.environment, FILE.bom],
  ...[FILE.plots, FILE.gates, FILE.report, FILE.summary],
];
