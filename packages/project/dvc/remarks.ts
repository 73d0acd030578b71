import { inputsOf, type Workspace } from './inputs.ts';
import type { Pointer } from './kept.ts';
import type { Note } from './note.ts';
import type { Artifact } from './pipeline.ts';
import { covers, isOutside } from './place.ts';
import type { Repository } from './repository.ts';
import { METRICS } from './roles.ts';
import type { Out, Stage } from './stage.ts';
import type { Supplied } from './supply.ts';

/** Where a stage went, and every path that mlops.yml names. */
interface Taken {
  readonly section: Note['section'];
  readonly imported: readonly string[];
}

/** What of an imported stage mlops does otherwise than DVC, or not at all. */
export function notesOnStage(
  stage: Stage,
  { section, imported }: Taken,
  repository: Repository,
  workspace: Workspace,
): Note[] {
  const { lacks, pointers, data } = inputsOf(stage, repository, workspace);
  const texts = [
    ...lacks,
    ...onTemplates(stage),
    ...(stage.frozen ? ['frozen: mlops runs it when something it is made of changed'] : []),
    ...(stage.alwaysChanged ? ['always_changed: mlops skips it when nothing it is made of changed'] : []),
    ...(stage.commands.some((command) => /\$\{?DVC_(ROOT|STAGE)\b/.test(command))
      ? ['its command reads DVC_ROOT or DVC_STAGE, which mlops does not set']
      : []),
    ...(stage.others.length > 0 ? [`${stage.others.join(', ')}: not imported`] : []),
    ...(section === 'data'
      ? pointers.map((file) => `runs again when ${file} changes: run dvc add after changing that data`)
      : []),
    ...(section === 'data' ? data.filter((path) => !isVisible(path, workspace)) : []).map(
      (path) => `reads ${path}, which git ignores and dvc add did not track: mlops does not see it change`,
    ),
    ...stage.outs.flatMap((out) => onOut(out, section, imported)),
    ...(section === 'evaluate' ? onOtherOutsOfTraining(stage, imported, repository) : []),
  ];
  return texts.map((text) => ({ section, subject: `stage ${stage.name}`, text }));
}

function onTemplates({ filled }: Stage): string[] {
  if (filled.size === 0) return [];
  const values = [...filled].map(([key, value]) => `${key} = ${value}`).join(', ');
  return [`stands here filled in with ${values}; when that changes, change it in mlops.yml or import again`];
}

function onOut(
  { path, role, settings }: Out,
  section: Note['section'],
  imported: readonly string[],
): string[] {
  const texts: string[] = [];
  if (isOutside(path)) texts.push(`its out ${path} lies outside of the project and is not imported`);
  else if (!imported.some((one) => covers(one, path))) texts.push(notKept(path, role, section));
  if (settings['persist'] === true) texts.push(`persist: mlops removes ${path} before the command runs`);
  const stays = Object.keys(settings).filter((key) =>
    ['remote', 'push', 'type', 'labels', 'meta', 'desc'].includes(key),
  );
  if (stays.length > 0) texts.push(`${stays.join(', ')} of ${path}: not imported`);
  return texts;
}

function notKept(path: string, role: Out['role'], section: Note['section']): string {
  if (section === 'evaluate') return `writes ${path}: not imported, mlops measures the predictions itself`;
  if (role === 'metric' && section === 'train' && !METRICS.test(path)) {
    return `its metrics ${path} are no JSON, YAML or TOML and are not read`;
  }
  return `also writes ${path} (${role}): it stays in the workspace and is not kept with the ${section === 'train' ? 'model' : 'data'}`;
}

function onOtherOutsOfTraining(
  { deps }: Stage,
  imported: readonly string[],
  { stages }: Repository,
): string[] {
  return deps
    .filter((dep) => !imported.some((path) => covers(path, dep)))
    .filter((dep) => stages.some(({ outs }) => outs.some(({ path }) => covers(path, dep))))
    .map(
      (dep) => `reads ${dep}, which is no dataset: in a job of its own only MLOPS_MODEL and data: are there`,
    );
}

function isVisible(path: string, { visible }: Workspace): boolean {
  return visible.some((one) => covers(path, one));
}

/** A dataset that another's command makes. */
export function notesOnDataset({ name, with: lead }: Supplied): Note[] {
  if (lead === null) return [];
  const text = `is made together with data.${lead}: name both, in this order, and in one job`;
  return [{ section: 'data', subject: `data.${name}`, text }];
}

/** What of a named artifact stays DVC's: the model's name alone is taken. */
export function notesOnArtifact({ name, path, others }: Artifact, model: Out): Note[] {
  const text =
    path === model.path ? `${others.join(', ')}: not imported` : 'not imported: it is not the model';
  return path === model.path && others.length === 0
    ? []
    : [{ section: 'file', subject: `artifact ${name}`, text }];
}

/** What of a `.dvc` file stays DVC's. */
export function notesOnPointer({ file, origin, settings }: Pointer): Note[] {
  const texts = [
    ...(origin === null ? [] : [`comes from ${origin}: dvc update stays DVC's`]),
    ...(settings.length === 0 ? [] : [`${settings.join(', ')}: not imported`]),
  ];
  return texts.map((text) => ({ section: 'data', subject: file, text }));
}
