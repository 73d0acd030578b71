import { delimiter } from 'node:path';
import type { Files, Results } from '#kit/ports';
import type { Redaction } from '../redaction.ts';

interface Surroundings {
  /** what the file of outputs is called, below the project folder; null: there is none */
  readonly file: string | null;
  /** of the children that are started from now on; changed by `path` and `variable` */
  readonly env: Record<string, string | undefined>;
  readonly files: Pick<Files, 'write'>;
  readonly redaction: Redaction;
  /** null: several actions are performed, and their outputs are in the file alone */
  readonly print: ((line: string) => void) | null;
}

/** Outputs as `name=value` lines (a value of several lines as JSON) and in a file once it is disposed of. */
export function localResults({
  file,
  env,
  files,
  redaction,
  print,
}: Surroundings): Results & AsyncDisposable {
  const outputs = new Map<string, string>();
  return {
    output(name, value) {
      outputs.set(name, value);
      print?.(redaction.apply(`${name}=${/[\r\n]/.test(value) ? JSON.stringify(value) : value}`));
    },
    // the terminal has shown it already; on a runner it becomes the job summary
    summary: async () => undefined,
    path(folder) {
      env['PATH'] = [folder, env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
    },
    variable(name, value) {
      env[name] = value;
    },
    async [Symbol.asyncDispose]() {
      if (file !== null) await files.write(file, `${JSON.stringify(Object.fromEntries(outputs), null, 2)}\n`);
    },
  };
}
