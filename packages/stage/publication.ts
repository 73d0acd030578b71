import { passes, type Verdict } from '#judge/verdict';
import type { Ref } from '#kit/ports';
import { artifactName } from '#project/stages';
import { digestNamed, tell } from '#record/reading';
import { readStatement, type Statement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { advance, patienceOf } from './advance.ts';
import { chooseArtifact, demandSubject, type Fetched, openArtifact } from './artifact.ts';
import { BASELINE, damageOf } from './baseline.ts';
import type { Scene } from './scene.ts';

/** A ref holds rows up to this many bytes. */
const PREDICTIONS_CAP = 10 * 1000 * 1000;

/** An evaluation as its artifact holds it. */
export interface Evaluation {
  readonly fetched: Fetched;
  readonly verdict: Verdict;
  /** where the HTML report lies now, in the workspace */
  readonly reportPath: string;
  readonly summary: string | null;
  /** the page of its artifact on GitHub, from which the report can be opened */
  readonly reportUrl: string | null;
}

/** Which evaluation of the run: by its name, or by its artifact. */
interface Which {
  readonly name?: string | undefined;
  readonly from?: string | undefined;
}

/** The evaluation of this run, its verdict checked against its record. */
export async function loadEvaluation({ name, from }: Which, scene: Scene): Promise<Evaluation> {
  const { host, model } = scene;
  const named = from ?? (name === undefined ? undefined : artifactName(model, 'evaluate', name));
  const artifact = await chooseArtifact(model, 'evaluate', named, host);
  const fetched = await openArtifact(artifact, host);
  await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
  const verdict: Verdict = JSON.parse(await host.files.text(`${fetched.folder}/${FILE.verdict}`));
  const reportPath = `${FILE.state}/${FILE.report}`;
  await host.files.copy(`${fetched.folder}/${FILE.report}`, reportPath);
  host.log.info(`${verdict.decision}: ${verdict.reason}`);
  host.log.info(`Report: ${reportPath}`);
  const summaryPath = `${fetched.folder}/${FILE.summary}`;
  const summary =
    (await host.files.exists(summaryPath)) === 'file' ? await host.files.text(summaryPath) : null;
  const { url } = host.run;
  const reportUrl = host.kind === 'github' && url !== null ? `${url}/artifacts/${artifact.id}` : null;
  return { fetched, verdict, reportPath: await host.files.resolve(reportPath, 'report'), summary, reportUrl };
}

/** Moves the ref `baseline` where the evaluation passed and this run may; says in any case what it decided. */
export async function moveBaseline(evaluation: Evaluation, dryRun: boolean, scene: Scene): Promise<boolean> {
  const { host, model } = scene;
  const { verdict, fetched } = evaluation;
  const stays = reasonToStay(verdict, scene);
  if (stays !== null) {
    host.log.info(`The ref ${BASELINE} stays: ${stays}.`);
    return false;
  }
  if (dryRun) {
    host.log.info(`Would move the ref ${BASELINE} to ${fetched.recordDigest.slice(0, 12)}.`);
    return false;
  }
  const files = await treeOf(fetched, scene);
  const to = { digest: fetched.recordDigest, files, message: `${BASELINE} of ${model}: ${verdict.decision}` };
  const next = (there: Ref | null) => (there !== null && sameResult(there, fetched) ? null : to);
  const { moved, before } = await advance(host.refs, model, BASELINE, next, patienceOf(host));
  if (!moved) {
    host.log.info(`The ref ${BASELINE} names these predictions of this model already.`);
    return false;
  }
  const from = before === null ? 'set' : `moved from ${before.digest.slice(0, 12)}`;
  host.log.info(
    `The ref ${BASELINE} was ${from} to ${to.digest.slice(0, 12)} (${host.run.trusted.because}).`,
  );
  return true;
}

/**
 * A run that was repeated makes the same predictions by the same model; moving the ref to it would say nothing. A ref
 * that is damaged has no result.
 */
export function sameResult(ref: Ref, fetched: Fetched): boolean {
  if (damageOf(ref) !== null) return false;
  const record = ref.files.get(FILE.record);
  const before = readStatement(new TextDecoder().decode(record));
  // where there is neither a model nor predictions, what was measured beside them is the result
  const beside = (statement: Statement) => digestNamed(tell(statement)?.byproducts ?? [], FILE.metrics);
  return (
    ['model', 'predictions'].every(
      (name) => subjectDigest(before, name) === subjectDigest(fetched.record, name),
    ) &&
    (subjectDigest(before, 'predictions') !== null || beside(before) === beside(fetched.record))
  );
}

/** Why this run may not move what later runs are compared with; null: it may. */
export function reasonToStay(verdict: Verdict, { host }: Scene): string | null {
  if (!passes(verdict.decision)) return `the verdict is ${verdict.decision}`;
  const { baseline } = verdict;
  if (baseline.kind === 'absent' && baseline.shallow === true)
    return `whether there is an evaluation before this one is not known, as ${baseline.reason}`;
  return host.run.trusted.yes ? null : host.run.trusted.because;
}

/**
 * What a ref keeps of an evaluation: record, verdict, the records before, and counts of the rows that were judged; the
 * rows themselves where the evaluation was told to keep them (`keep-rows`).
 */
export async function treeOf(fetched: Fetched, scene: Scene): Promise<Map<string, Uint8Array>> {
  const { host } = scene;
  const files = new Map<string, Uint8Array>();
  for (const { path } of await host.files.list(fetched.folder)) {
    const kept = path === FILE.record || path === FILE.verdict || path.startsWith(`${FILE.ancestors}/`);
    if (kept) files.set(path, await host.files.bytes(`${fetched.folder}/${path}`));
  }
  return new Map([...files, ...(await rowsToKeep(fetched, scene))]);
}

/** Counts of the rows, and the rows where refs may hold them. */
export async function rowsToKeep(
  { folder, record }: Fetched,
  { host }: Scene,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const listed = await host.files.list(folder);
  if (listed.some(({ path }) => path === FILE.profile))
    files.set(FILE.profile, await host.files.bytes(`${folder}/${FILE.profile}`));
  const rows = listed.find(({ path }) => path.startsWith('predictions.'));
  if (rows === undefined || tell(record)?.keepRows !== true) return files;
  if (rows.size > PREDICTIONS_CAP)
    host.log.notice(`Refs keep no rows of this evaluation: ${rows.path} has more than 10 MB.`);
  else files.set(rows.path, await host.files.bytes(`${folder}/${rows.path}`));
  return files;
}
