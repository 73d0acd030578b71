import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { digestFiles } from './pool.ts';
import { stampOf } from './stamp.ts';

/** A machine that gives no more threads. */
vi.mock('node:worker_threads', async (original) => {
  const { EventEmitter } = await import('node:events');
  class Worker extends EventEmitter {
    constructor() {
      super();
      setImmediate(() => this.emit('error', new Error('no more threads')));
    }
  }
  return { ...(await original<typeof import('node:worker_threads')>()), Worker };
});

test('a thread that cannot be started fails the reading, and nothing beside it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'pool-'));
  const loose: unknown[] = [];
  const hear = (reason: unknown) => void loose.push(reason);
  process.on('unhandledRejection', hear);
  try {
    // so much that reading goes on when the thread has failed
    const files = ['a', 'b', 'c', 'd'].map((name) => {
      const path = join(root, name);
      writeFileSync(path, Buffer.alloc(32e6));
      return { path, ...stampOf(statSync(path)) };
    });
    const reading = digestFiles(files, { cancelled: new AbortController().signal, threads: 2 });
    await expect(reading).rejects.toThrow('no more threads');
    await breath();
    expect(loose).toEqual([]);
  } finally {
    process.off('unhandledRejection', hear);
    rmSync(root, { recursive: true });
  }
});
