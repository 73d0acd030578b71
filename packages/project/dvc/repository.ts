import type { Files } from '#kit/ports';
import { type Kept, type Pointer, readLock, readPointer } from './kept.ts';
import { type Artifact, readPipeline } from './pipeline.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Stage } from './stage.ts';

/** Everything a DVC project says, paths relative to the folder that gets mlops.yml. */
export interface Repository {
  readonly settings: Settings;
  readonly stages: readonly Stage[];
  readonly artifacts: readonly Artifact[];
  readonly pointers: readonly Pointer[];
  /** digests of dvc.lock and of the `.dvc` files */
  readonly kept: readonly Kept[];
  /** sections of a dvc.yaml that say nothing about what is run: `dvc.yaml: plots` */
  readonly sections: readonly string[];
  /** is there a .dvcignore with patterns in it? DVC's digests of folders then leave files out */
  readonly ignoring: boolean;
}

/**
 * Reads a DVC project. `visible`: the files git tracks or does not ignore, which is where DVC's own files are.
 * `home`: the folder `.dvc`.
 */
export async function readRepository(
  home: string,
  visible: readonly string[],
  files: Files,
): Promise<Repository> {
  const settings = await readSettings(home, files);
  const named = (name: string) => visible.filter((path) => path === name || path.endsWith(`/${name}`));
  const pipelines = [];
  for (const file of named('dvc.yaml')) pipelines.push(await readPipeline(file, settings.style, files));
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  const pointers: Pointer[] = [];
  for (const file of visible.filter(isPointer)) pointers.push(readPointer(await files.text(file), file));
  const kept = pointers.flatMap((pointer) => pointer.kept);
  for (const file of named('dvc.lock')) kept.push(...readLock(await files.text(file), file, stages));
  const rules = await Promise.all(named('.dvcignore').map((file) => files.text(file)));
  return {
    settings,
    stages,
    artifacts: pipelines.flatMap((pipeline) => pipeline.artifacts),
    pointers,
    kept,
    sections: pipelines.flatMap(({ file, sections }) => sections.map((section) => `${file}: ${section}`)),
    ignoring: rules.some((text) => text.split('\n').some((line) => !/^\s*(#|$)/.test(line))),
  };
}

/** `data.csv.dvc`, not what lies in a folder `.dvc`. */
function isPointer(path: string): boolean {
  return /[^/]\.dvc$/.test(path) && !path.split('/').includes('.dvc');
}
