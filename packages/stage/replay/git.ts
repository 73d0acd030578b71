import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';

/** Neither hooks nor who owns a folder matter to what a commit holds. */
const PLAIN = ['-c', 'safe.directory=*', '-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'];

/** git in one folder. */
export interface Git {
  /** did it end well */
  asks(...words: string[]): Promise<boolean>;
  /** what it printed; null where it did not end well */
  answer(...words: string[]): Promise<string | null>;
  /** a mistake with its last words where it does not end well */
  demand(...words: string[]): Promise<void>;
}

/** What git says is for the debug log. */
export function gitIn(cwd: string, { exec, log }: Pick<Host, 'exec' | 'log'>): Git {
  const ask = (words: readonly string[]) =>
    exec.run(['git', ...PLAIN, ...words], { cwd, onLine: (line) => log.debug(line) });
  return {
    asks: async (...words) => (await ask(words)).code === 0,
    answer: async (...words) => {
      const ended = await ask(words);
      return ended.code === 0 ? ended.stdout.replace(/\n$/, '') : null;
    },
    demand: async (...words) => {
      const ended = await ask(words);
      if (ended.code === 0) return;
      const last = ended.stderr.trim().split('\n').at(-1) ?? '';
      const said = last.replace(/^(error|fatal): /, '').replace(/\.$/, '');
      const remedy = 'See what git says; MLOPS_DEBUG=1 shows all of it.';
      throw new Mistake({ subject: `git ${words[0]}`, what: `did not end well: ${said}`, remedy });
    },
  };
}
