import { parse } from 'yaml';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { canonical } from '#record/canonical';
import { FILE } from '#record/vocabulary';

/** Parameters as values, for key and record, and as a file, for the command. */
export interface Parameters {
  readonly values: unknown;
  /** relative to the project folder; null: the values were said inline */
  readonly file: string | null;
}

const INLINE = `${FILE.state}/params.json`;

/** The absolute path of the file the command reads; values that were said inline are written to one under `.mlops/`. */
export async function parametersFile({ values, file }: Parameters, { files }: Host): Promise<string> {
  if (file === null) await files.write(INLINE, `${JSON.stringify(values, null, 2)}\n`);
  return files.resolve(file ?? INLINE, 'params');
}

/** From a YAML or JSON file, or from values said inline. */
export async function parametersOf(
  said: string | Readonly<Record<string, unknown>> | undefined,
  host: Host,
): Promise<Parameters | null> {
  if (said === undefined) return null;
  if (typeof said !== 'string') {
    demandRecordable(said, 'params', '');
    return { values: said, file: null };
  }
  const file = await host.files.within(said, 'params');
  if ((await host.files.exists(file)) !== 'file') {
    const remedy = 'Name a YAML or JSON file, or write the parameters there as a mapping.';
    throw new Mistake({ subject: 'params', what: 'is no file that is there', remedy, value: said });
  }
  const values = parsed(await host.files.text(file), file);
  demandRecordable(values, file, '');
  return { values: values ?? {}, file };
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const what = cause instanceof Error ? (cause.message.split('\n')[0] ?? 'is no YAML') : 'is no YAML';
    throw new Mistake({ subject: file, what, remedy: 'Mend the file.' }, { cause });
  }
}

/** A parameter that JSON cannot hold (.nan, .inf, one that holds itself) could not be recorded, nor compared. */
function demandRecordable(value: unknown, file: string, path: string, above: readonly unknown[] = []): void {
  if (above.includes(value)) {
    const what = `holds a value that holds itself (${path})`;
    throw new Mistake({ subject: file, what, remedy: 'Write the value out.' });
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, below] of Object.entries(value))
      demandRecordable(below, file, path === '' ? key : `${path}.${key}`, [...above, value]);
    return;
  }
  try {
    canonical(value ?? null);
  } catch (cause) {
    const what = `holds a value that a record cannot hold (${path === '' ? '' : `${path} = `}${String(value)})`;
    throw new Mistake({ subject: file, what, remedy: 'Write it as a text, e.g. "inf".' }, { cause });
  }
}
