import type { Host } from '#kit/ports';
import type { Engine, Job } from './engine.ts';

/** Runs commands in the project folder on this machine, each line shown with the time since the start. */
export function localEngine(host: Pick<Host, 'exec' | 'log' | 'files' | 'clock'>): Engine {
  return {
    name: 'local',
    async run(job: Job) {
      const start = host.clock.elapsed();
      const progress = host.log.progress(`${job.title} runs`);
      const onLine = (line: string) => {
        const seconds = ((host.clock.elapsed() - start) / 1000).toFixed(1).padStart(7);
        host.log.foreign(`${seconds} s  ${line}`);
      };
      try {
        return await host.exec.script(job.command, {
          cwd: host.files.root,
          env: job.env,
          path: job.path,
          onLine,
        });
      } finally {
        progress.end();
      }
    },
  };
}
