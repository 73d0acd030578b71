import type { Ref, RefChange } from '#kit/ports';
import { URI } from '#record/vocabulary';
import { readKept } from './marker.ts';
import type { Means } from './means.ts';
import { type Memory, NOTHING, readMemory } from './memory.ts';
import { refOf } from './place.ts';
import type { Signal } from './signal.ts';
import type { Known } from './tracker/tracker.ts';

const FILE = 'feedback.json';

/**
 * Where it is kept what was set off and when. `change` gives what came of it, and asks anew with what is there then
 * when another run was faster; so of two runs one claims an effect, and the other sees the claim.
 */
export interface Book {
  read(): Promise<Memory>;
  change(next: (before: Memory) => Memory | null): Promise<void>;
  /** what the issue's body has to hold, where it is the book; else null */
  inIssue(): Memory | null;
}

/** The ref `feedback/<environment>`, on GitHub and on a laptop. */
export function refBook(signal: Signal, { host, advance }: Means): Book {
  const name = refOf(signal);
  const memoryOf = (ref: Ref | null): Memory => {
    const bytes = ref?.files.get(FILE);
    if (bytes === undefined) return NOTHING;
    const memory = readMemory(new TextDecoder().decode(bytes));
    if (memory === null)
      host.log.notice(`The ref ${name} cannot be read; nothing is taken to have been set off before.`);
    return memory ?? NOTHING;
  };
  const changeTo = (memory: Memory): RefChange => {
    const text = `${JSON.stringify({ schema: URI.feedback, ...memory })}\n`;
    const message = `feedback on ${signal.environment}: ${signal.verdict}, ${signal.decision}`;
    return { digest: signal.record, files: new Map([[FILE, Buffer.from(text)]]), message };
  };
  return {
    read: async () => memoryOf(await host.refs.read(signal.model, name)),
    async change(next) {
      await advance(signal.model, name, (ref) => {
        const memory = next(memoryOf(ref));
        return memory === null ? null : changeTo(memory);
      });
    },
    inIssue: () => null,
  };
}

/** The issue's body, where no ref may be moved: it remembers, and cannot keep two runs at once apart. */
export function issueBook(known: Pick<Known, 'body'> | null): Book {
  let memory = (known === null ? null : readKept(known.body)?.memory) ?? NOTHING;
  return {
    read: () => Promise.resolve(memory),
    change(next) {
      memory = next(memory) ?? memory;
      return Promise.resolve();
    },
    inIssue: () => memory,
  };
}
