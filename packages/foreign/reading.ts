import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type Posting, writePosting } from '#posting/posting';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { FILE } from '#record/vocabulary';
import { page } from '#report/html';
import { folderOf, openReportScene, type Scene } from '#stage/scene';
import { postingOfFork, postingOfRefusal } from './account.ts';
import { factsOf, judgeFork } from './judgement.ts';
import { predictionsOf } from './parcel.ts';
import { postingArtifact } from './postingartifact.ts';
import { type Pull, pullOf } from './pull.ts';
import { Refused } from './refusal.ts';
import { type Rules, rulesOf } from './rules.ts';
import { type ForeignRun, foreignRun, type Nothing } from './run.ts';

/** What who set the workflow up says; inputs of the action `report`. */
export interface ReadingWish {
  readonly model: string | undefined;
  readonly name: string | undefined;
  readonly workflow: string;
  readonly 'check-name': string | undefined;
  readonly 'dry-run': boolean;
}

/** What is to be posted, and the HTML report beside it; null where nothing was judged. */
export interface Read {
  readonly posting: Posting;
  readonly report: string | null;
  /** page of the artifact that holds both; empty where none was published */
  readonly url: string;
}

/**
 * Reads what an untrusted run left, trusting nothing in it, and publishes what is to be posted as an artifact of this
 * run, for a job that may write. It needs read scopes alone. `project`: what this run itself has, for a model's name.
 */
export async function readFork(wish: ReadingWish, host: Host, project: Project): Promise<Read | Nothing> {
  if (host.run.event !== 'workflow_run') {
    const remedy = 'Run it in a workflow of its own, on: workflow_run (docs/forks.md), or leave mode out.';
    throw new Mistake({ subject: 'mode', what: 'is for the event workflow_run', value: 'read', remedy });
  }
  const api = await host.github();
  const run = await foreignRun(host.run.upstream, wish.workflow, api);
  if ('nothing' in run) return run;
  const pull = await pullOf(run, api);
  if ('nothing' in pull) return pull;
  host.log.info(`Run ${run.id} of pull request ${pull.number} into ${pull.baseRef}, at ${run.head}.`);
  const read = await told(wish, run, pull, host, project);
  host.log.info(`${read.posting.decision}: ${read.posting.reason}`);
  if (!wish['dry-run']) return { ...read, url: await publish(read, host) };
  host.log.info('Would leave this to be posted.');
  return { ...read, url: '' };
}

/** There is something to tell in any case: the verdict, or why there is none. */
async function told(
  wish: ReadingWish,
  run: ForeignRun,
  pull: Pull,
  host: Host,
  project: Project,
): Promise<Omit<Read, 'url'>> {
  const subject = { name: wish.name ?? null, run, pull, checkName: wish['check-name'] };
  let { model } = openReportScene(wish.model, host, project);
  try {
    const rules = await rulesOf(pull, pathIn(host), host);
    const scene = sceneOf(rules, wish.model, run, pull, host);
    model = scene.model;
    const bytes = await predictionsOf(run, artifactName(model, 'evaluate', wish.name), await host.github());
    const judged = await judgeFork(bytes, wish.name, rules, scene);
    const facts = factsOf(judged, run, scene);
    const report = `${FILE.state}/${FILE.report}`;
    await host.files.write(report, page(judged.verdict, facts));
    return { posting: postingOfFork(judged.verdict, facts, { model, ...subject }), report };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { posting: postingOfRefusal(error, { model, ...subject }), report: null };
  }
}

/** mlops.yml below the repository: beside this project, wherever that is. */
function pathIn(host: Host): string {
  return [folderOf(host), 'mlops.yml'].filter((part) => part !== '').join('/');
}

/** As if the pull request were judged here, by the project of its base; such a run may move no ref. */
function sceneOf(
  { project }: Rules,
  model: string | undefined,
  run: ForeignRun,
  pull: Pull,
  host: Host,
): Scene {
  const { head, base, baseRef: baseBranch, number } = pull;
  const proposal = {
    kind: 'pull request' as const,
    number,
    head,
    base,
    baseBranch,
    fork: run.headRepository.owner,
  };
  const trusted = { yes: false, because: 'a fork is judged' };
  const seen = { ...host.run, commit: head, branch: null, dirty: false, proposal, trusted, url: run.url };
  return openReportScene(model, { ...host, run: seen }, project);
}

async function publish({ posting, report }: Omit<Read, 'url'>, host: Host): Promise<string> {
  const folder = `${FILE.state}/posting`;
  await host.files.remove(folder);
  await host.files.write(`${folder}/${FILE.posting}`, writePosting(posting));
  if (report !== null) await host.files.copy(report, `${folder}/${FILE.report}`);
  const name = postingArtifact(posting.model, posting.name);
  const { id } = await host.artifacts.publish(name, folder);
  host.log.info(`Published as ${name}, for a job that may post it.`);
  return host.run.url === null ? '' : `${host.run.url}/artifacts/${id}`;
}
