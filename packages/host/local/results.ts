import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Results } from '#kit/ports';

/** Outputs in a file and, of a single action, as `name=value` lines on stdout; PATH and variables last as long as the process. */
export interface LocalResults extends Results {
  close(): Promise<void>;
}

export function localResults(
  file: string,
  env: Record<string, string | undefined>,
  onStdout: boolean,
): LocalResults {
  const outputs = new Map<string, string>();
  return {
    output(name, value) {
      outputs.set(name, value);
      if (onStdout) process.stdout.write(`${name}=${value}\n`);
    },
    // the terminal has shown it already; on a runner it becomes the job summary
    summary: async () => undefined,
    path(folder) {
      env['PATH'] = `${folder}:${env['PATH'] ?? ''}`;
    },
    variable(name, value) {
      env[name] = value;
    },
    async close() {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(Object.fromEntries(outputs), null, 2)}\n`);
    },
  };
}
