import { arrayOf } from './array.ts';
import { Machine } from './machine.ts';
import { Broken, nextOpcode } from './opcode.ts';
import type { Global, Value } from './value.ts';
import type { ByteWindow } from './window.ts';

/** Who is told what a pickle names and does. */
export interface Visitor {
  /** it names something to be imported */
  global(found: Global): void;
  /** it has something called */
  call(found: Global, args: Value, offset: number): void;
  /** it does what no library that writes models does */
  odd(offset: number, what: string): void;
}

export interface WalkOptions {
  /** arrays lie between the opcodes, as joblib writes them */
  readonly joblib: boolean;
}

/** How far a pickle goes. */
export interface Walked {
  /** null: up to its STOP; else why whoever loads it would go no further */
  readonly broken: string | null;
  /** where it ends, from the start of the bytes */
  readonly end: number;
  readonly opcodes: number;
  /** it says its protocol first, as all do since protocol 2 */
  readonly announced: boolean;
  /** globals that it named, or took from the registry of extensions */
  readonly globals: number;
  /** of them or of what they made, how often something was called */
  readonly calls: number;
  /** arrays that joblib had put between the opcodes */
  readonly arrays: number;
}

/**
 * Walks the opcodes of one pickle (protocols 0 to 5) from where the window stands, executes none of them, and knows of
 * the stack and the memo what is needed to tell every name that would be imported. Ends behind STOP, or where whoever
 * loads it would go no further.
 */
export async function walk(window: ByteWindow, visitor: Visitor, options: WalkOptions): Promise<Walked> {
  const counted = { opcodes: 0, announced: false, globals: 0, calls: 0, arrays: 0 };
  const machine = new Machine({
    global: (found) => {
      counted.globals += 1;
      visitor.global(found);
    },
    call: (found, args, offset) => {
      counted.calls += 1;
      visitor.call(found, args, offset);
    },
    odd: (offset, what) => {
      counted.calls += 1;
      visitor.odd(offset, what);
    },
  });
  try {
    for (;;) {
      const opcode = await nextOpcode(window);
      if (opcode.name === 'PROTO' && counted.opcodes === 0) counted.announced = true;
      machine.step(opcode);
      counted.opcodes += 1;
      if (opcode.name === 'STOP') return { broken: null, end: window.offset, ...counted };
      if (opcode.name !== 'BUILD' || !options.joblib) continue;
      const array = arrayOf(machine.top());
      if (array === null) continue;
      counted.arrays += 1;
      if (array.kind === 'unknown') throw new Broken(array.why);
      if (array.kind === 'objects') {
        const inner = await walk(window, visitor, { joblib: false });
        if (inner.broken !== null) throw new Broken(`an array of objects: ${inner.broken}`);
      } else await passArray(window, array);
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { broken: error.message, end: window.offset, ...counted };
  }
}

async function passArray(
  window: ByteWindow,
  { bytes, aligned }: { readonly bytes: number; readonly aligned: boolean },
): Promise<void> {
  const cut = () => new Broken('it ends in the middle of an array');
  if (aligned) {
    if (!(await window.need(1))) throw cut();
    const [padding = 0] = window.take(1);
    if (!(await window.skip(padding))) throw cut();
  }
  if (!(await window.skip(bytes))) throw cut();
}
