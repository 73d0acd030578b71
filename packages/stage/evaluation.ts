import type { Host } from '#kit/ports';
import { digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';
import type { Extent } from '#report/scope';
import { candidatesTried } from './candidates.ts';
import { statementOf } from './evaluationrecord.ts';
import { type Findings, factsOf } from './findings.ts';
import { knownPast } from './history.ts';
import { judgedBefore } from './precedent.ts';
import type { Scene } from './scene.ts';

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
  // loaded here: where nothing changed nothing of it is needed
  const { sealAnew } = await import('./sealing.ts');
  const { folder, markdown } = await sealAnew(findings, verdictBytes, { told, known }, scene);
  return sealed(folder, markdown, told, host);
}

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
