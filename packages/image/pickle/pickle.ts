import type { Allowance } from './allowance.ts';
import { HEAD, isText } from './content.ts';
import type { Finding, Seen } from './finding.ts';
import { fullName, type Global } from './value.ts';
import { type Visitor, type Walked, walk } from './walk.ts';
import { ByteWindow } from './window.ts';

/** Fewer opcodes than these behind its protocol may be there by chance. */
const PLAUSIBLE = 3;
/** Findings of one pickle that are told. */
const TOLD = 5;

const REMEDY = 'Write the model anew, e.g. by joblib.dump without compression or with zlib.';
const SUSPICIOUS = 'Load it nowhere; find out who wrote it.';

/** What a file that may be a pickle came to: nothing where it is none. */
export interface Scanned {
  readonly findings: readonly Finding[];
  readonly seen: Seen | null;
}

const NOTHING: Scanned = { findings: [], seen: null };

type Open = () => AsyncIterable<Uint8Array>;

/**
 * Walks bytes that may be one pickle or several one after the other. Bytes that no unpickler would read to the end, and
 * that have named nothing till then, are no pickle: whatever loads them as one fails, and has done nothing.
 */
export async function scanPickle(place: string, open: Open, allowance: Allowance): Promise<Scanned> {
  const own = await scanOnce(place, open, allowance, true);
  if (own.arrays === 0) return own;
  // read without joblib, the arrays' bytes are opcodes too
  const other = await scanOnce(place, open, allowance, false);
  return {
    findings: [...own.findings, ...other.findings.filter(({ offset }) => offset !== null)],
    seen: own.seen,
  };
}

async function scanOnce(
  place: string,
  open: Open,
  allowance: Allowance,
  joblib: boolean,
): Promise<Scanned & { readonly arrays: number }> {
  const window = new ByteWindow(open());
  const notes = new Notes(place, allowance);
  await window.need(HEAD);
  const textual = isText(window.peek(Math.min(HEAD, window.ready)));
  let arrays = 0;
  try {
    for (let first = true; first || (await window.need(1)); first = false) {
      const start = window.offset;
      const walked = await walk(window, notes, { joblib });
      arrays += walked.arrays;
      const verdict = ending(walked, first, notes.touched, textual);
      if (verdict === 'no pickle')
        return first ? { ...NOTHING, arrays } : { findings: notes.findings, seen: notes.seen(), arrays };
      if (verdict !== null) {
        const what = first ? verdict : `${verdict}, ${start} bytes behind its start`;
        return { findings: [...notes.findings, broken(place, what)], seen: null, arrays };
      }
    }
    return { findings: notes.findings, seen: notes.seen(), arrays };
  } finally {
    await window.close();
  }
}

/** null: it ends well; else what is wrong with it, where it is one. */
function ending(
  walked: Walked,
  first: boolean,
  touched: boolean,
  textual: boolean,
): string | 'no pickle' | null {
  const { broken: why, announced, opcodes, calls } = walked;
  if (why === null) return null;
  const begins = announced && opcodes >= PLAUSIBLE;
  // two lines of a text may be read as a name to import
  const acts = textual && !announced ? calls > 0 : touched;
  if (first) return begins || acts ? `is a pickle that is broken: ${why}` : 'no pickle';
  return touched || begins ? `has bytes behind its pickle that are none: ${why}` : 'no pickle';
}

function broken(place: string, what: string): Finding {
  return { place, offset: null, what, remedy: REMEDY };
}

/** What is noted while a pickle is walked. */
class Notes implements Visitor {
  readonly findings: Finding[] = [];
  readonly #names = new Set<string>();
  /** it has named or called something */
  touched = false;
  readonly #place: string;
  readonly #allowance: Allowance;

  constructor(place: string, allowance: Allowance) {
    this.#place = place;
    this.#allowance = allowance;
  }

  global(found: Global): void {
    this.touched = true;
    const name = fullName(found);
    if (this.#names.has(name)) return;
    this.#names.add(name);
    const refused = this.#allowance.refuses(found);
    if (refused !== null) this.#note(found.offset, refused.what, refused.remedy);
  }

  call(found: Global, args: Parameters<Visitor['call']>[1], offset: number): void {
    const refused = this.#allowance.refusesCall(found, args);
    if (refused !== null) this.#note(offset, refused, SUSPICIOUS);
  }

  odd(offset: number, what: string): void {
    this.touched = true;
    this.#note(offset, what, SUSPICIOUS);
  }

  seen(): Seen | null {
    return this.touched ? { place: this.#place, globals: [...this.#names].sort() } : null;
  }

  #note(offset: number, what: string, remedy: string): void {
    if (this.findings.length < TOLD) this.findings.push({ place: this.#place, offset, what, remedy });
  }
}
