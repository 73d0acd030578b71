import { stringify } from 'yaml';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { canonical } from '#record/canonical';
import type { Told } from '#record/reading';
import { parametersOf } from '../parameters.ts';
import { instructionOf } from './instruction.ts';
import { here } from './line.ts';
import type { Setting } from './setting.ts';

/**
 * The recorded parameters as training takes them: values that were said inline, or the path of their file. A file
 * that does not say at this commit what was recorded is written anew. undefined: there were none.
 */
export async function restoreParameters(told: Told, setting: Setting): Promise<unknown> {
  const { clean } = setting;
  const { params } = instructionOf(told);
  if (told.parameters === null) return undefined;
  const parameters = here(told.parameters, setting);
  if (params === null) return parameters;
  const file = await clean.files.within(params, 'params');
  const inCommit = await valuesOf(file, clean);
  if (inCommit !== undefined && canonical(inCommit) === canonical(parameters)) return file;
  const state = inCommit === undefined ? 'has no parameters that can be read' : 'says something else';
  clean.log.info(`${file} ${state} at this commit: the recorded parameters are written to it.`);
  const text = file.endsWith('.json') ? `${JSON.stringify(parameters, null, 2)}\n` : stringify(parameters);
  await clean.files.write(file, text);
  return file;
}

async function valuesOf(file: string, clean: Host): Promise<unknown> {
  try {
    return (await parametersOf(file, clean))?.values;
  } catch (error) {
    if (error instanceof Mistake) return undefined;
    throw error;
  }
}
