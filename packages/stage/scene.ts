import { relative, sep } from 'node:path';
import type { Engine } from '#engine/engine';
import { localEngine } from '#engine/local';
import type { Host } from '#kit/ports';
import type { Project } from '#project/project';
import type { Circumstances, Resource } from '#record/statement';
import { URI } from '#record/vocabulary';
import manifest from '../../package.json' with { type: 'json' };
import { findSurroundings, type Surroundings } from './surroundings.ts';

/** What every function of a stage needs: the world, the project, where commands run, in which environment. */
export interface Scene {
  readonly host: Host;
  readonly project: Project;
  readonly model: string;
  readonly engine: Engine;
  readonly surroundings: Surroundings | null;
}

/** The scene of a stage, as the job has it: model name, local engine, and the environment `setup` left. */
export async function openScene(
  stage: string,
  model: string | undefined,
  host: Host,
  project: Project,
): Promise<Scene> {
  const surroundings = await findSurroundings(stage, project, host);
  return { host, project, model: model ?? project.model, engine: localEngine(host), surroundings };
}

/** For `report` and `containerize`, which run no commands and need no environment. */
export function openReportScene(model: string | undefined, host: Host, project: Project): Scene {
  return { host, project, model: model ?? project.model, engine: localEngine(host), surroundings: null };
}

/** The project folder below the checkout, `/` between names; empty for its root. */
export function folderOf({ files }: { readonly files: Pick<Host['files'], 'root' | 'workspace'> }): string {
  return relative(files.workspace, files.root).split(sep).join('/');
}

/** When, where and by whom this happens, and after what, for a record. No absolute path, no user name. */
export function circumstances(
  { host, surroundings }: Pick<Scene, 'host' | 'surroundings'>,
  startedOn: Date,
  ancestors: readonly Resource[],
): Circumstances {
  const { run } = host;
  const uri = run.repository === null ? undefined : `git+https://github.com/${run.repository}`;
  return {
    builder: host.kind === 'github' ? URI.builder.github : URI.builder.local,
    version: manifest.version,
    invocation: run.url === null ? `${run.id}/${run.attempt}` : `${run.url}/attempts/${run.attempt}`,
    startedOn: startedOn.toISOString(),
    finishedOn: host.clock.now().toISOString(),
    source:
      run.commit === null
        ? null
        : {
            name: 'source',
            ...(uri === undefined ? {} : { uri }),
            digest: { gitCommit: run.commit },
            annotations: { dirty: run.dirty },
          },
    ancestors,
    host: surroundings?.hostDigest ?? null,
  };
}
