import { parse } from 'yaml';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';

/** Parameters as values, for key and record, and as a file, for the command. */
export interface Parameters {
  readonly values: unknown;
  /** relative to the project folder */
  readonly file: string;
}

/** From a YAML or JSON file, or from values said inline, which are written to a file under `.mlops/`. */
export async function parametersOf(
  said: string | Readonly<Record<string, unknown>> | undefined,
  host: Host,
): Promise<Parameters | null> {
  if (said === undefined) return null;
  if (typeof said !== 'string') {
    const file = `${FILE.state}/params.json`;
    await host.files.write(file, `${JSON.stringify(said, null, 2)}\n`);
    return { values: said, file };
  }
  await host.files.resolve(said, 'params');
  if ((await host.files.exists(said)) !== 'file') {
    const remedy = 'Name a YAML or JSON file, or write the parameters there as a mapping.';
    throw new Mistake({ subject: 'params', what: 'is no file that is there', remedy, value: said });
  }
  try {
    const values: unknown = parse(await host.files.text(said), { maxAliasCount: 100 });
    return { values: values ?? {}, file: said };
  } catch (cause) {
    const what = cause instanceof Error ? (cause.message.split('\n')[0] ?? 'is no YAML') : 'is no YAML';
    throw new Mistake({ subject: said, what, remedy: 'Mend the file.' }, { cause });
  }
}
