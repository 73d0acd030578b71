import { FILE } from '#record/vocabulary';
import type { Evaluation } from './publication.ts';
import type { Scene } from './scene.ts';

/**
 * Publishes the report as a page that a browser opens from the run, beside the artifact that holds it packed. Where the
 * host offers no such thing, the address of that artifact stays.
 */
export async function withPage(
  evaluation: Evaluation,
  { name, dryRun }: { readonly name: string | undefined; readonly dryRun: boolean },
  { host, model }: Scene,
): Promise<Evaluation> {
  const { url } = host.run;
  if (dryRun || evaluation.reportUrl === null || url === null) return evaluation;
  const file = `${['mlops', model, 'report', ...(name === undefined ? [] : [name])].join('-')}.html`;
  const path = `${FILE.state}/pages/${file}`;
  await host.files.copy(evaluation.reportPath, path);
  const id = await host.artifacts.page(path);
  if (id === null) return evaluation;
  const reportUrl = `${url}/artifacts/${id}`;
  host.log.info(`Page of the report: ${reportUrl}`);
  return { ...evaluation, reportUrl };
}
