import { type Digest, digestOf } from '../digest.ts';
import { type Told, tell } from '../reading.ts';
import { readStatement, type Statement } from '../statement.ts';

/** Bytes that lie where a record should. */
export interface Copy {
  /** where, in the words of the project: `mlops-flights-train/records` */
  readonly place: string;
  readonly bytes: Uint8Array;
  /** the digest they are named by there; null: what names them cannot be read; left out: nothing names them */
  readonly named?: Digest | null;
}

/** A record by the digest it is named by, with every copy of it that was found. */
export interface Held {
  readonly digest: Digest;
  /** some copy has this digest; else what is read is doubtful, since it comes from other bytes */
  readonly whole: boolean;
  readonly copies: readonly Copy[];
  /** null: no copy can be read as a record of ours */
  readonly told: Told | null;
  readonly statement: Statement | null;
}

/** Records by the digest they are named by. A copy that no name leads to counts under its own. */
export function holdings(copies: readonly Copy[]): ReadonlyMap<Digest, Held> {
  const found = new Map(copies.map((copy) => [copy, digestOf(copy.bytes)]));
  const sound = copies.filter((copy) => copy.named === undefined || copy.named === found.get(copy));
  const known = new Set(sound.map((copy) => found.get(copy)));
  const borne = new Set(
    sound.flatMap(({ bytes }) => followed(readRecord(bytes)?.told ?? null)).map(({ digest }) => digest),
  );
  const groups = new Map<Digest, Copy[]>();
  for (const [copy, digest] of found) {
    const { named } = copy;
    // a name that nobody else knows, on the bytes of a record that is known: the name is what was changed
    const misnamed = named == null || (!known.has(named) && !borne.has(named) && known.has(digest));
    const key = misnamed ? digest : named;
    groups.set(key, [...(groups.get(key) ?? []), copy]);
  }
  return new Map([...groups].map(([digest, group]) => [digest, heldOf(digest, group, found)]));
}

function heldOf(digest: Digest, copies: readonly Copy[], found: ReadonlyMap<Copy, Digest>): Held {
  const good = copies.find((copy) => found.get(copy) === digest);
  const readable = good === undefined ? copies : [good];
  for (const { bytes } of readable) {
    const read = readRecord(bytes);
    if (read !== null) return { digest, whole: good !== undefined, copies, ...read };
  }
  return { digest, whole: good !== undefined, copies, told: null, statement: null };
}

/** Never throws: the bytes may be anything. */
function readRecord(bytes: Uint8Array): Pick<Held, 'told' | 'statement'> | null {
  try {
    const statement = readStatement(new TextDecoder().decode(bytes));
    const told = tell(statement);
    return told === null ? null : { told, statement };
  } catch {
    return null;
  }
}

/** A record of a chain. A baseline is where the chain ends: it has a lineage of its own. */
export interface Link {
  readonly held: Held;
  readonly last: boolean;
}

/** The records that lead to `head`, each after those it follows, `head` last. */
export function chainOf(head: Digest, held: ReadonlyMap<Digest, Held>): Link[] {
  const chain = new Map<Digest, Link>();
  const walking = new Set<Digest>();
  const visit = (digest: Digest, last: boolean) => {
    const record = held.get(digest);
    if (record === undefined || walking.has(digest)) return;
    walking.add(digest);
    if (!last) for (const ancestor of followed(record.told)) visit(ancestor.digest, ancestor.last);
    chain.set(digest, { held: record, last });
  };
  visit(head, false);
  return [...chain.values()];
}

interface Ancestor {
  /** what it gave: `train`, `data:flights`, `baseline` */
  readonly name: string;
  readonly digest: Digest;
  readonly last: boolean;
}

/** The records a record follows, baselines behind the others. */
export function followed(told: Told | null): Ancestor[] {
  const named = (told?.ancestors ?? []).flatMap(({ name, digest }): Ancestor[] =>
    'sha256' in digest ? [{ name, digest: digest.sha256, last: name === BASELINE }] : [],
  );
  return named.sort((one, other) => Number(one.last) - Number(other.last));
}

/** What an evaluation calls the record it was compared with. */
export const BASELINE = 'baseline';
