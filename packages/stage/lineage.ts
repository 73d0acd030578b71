import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { lineageOf } from '#record/lineage';
import { type Copy, chainOf, holdings } from '#record/lineage/copies';
import type { Lineage } from '#record/lineage/graph';
import { askedPath } from './lineage/asked.ts';
import { choose } from './lineage/choice.ts';
import { type Shelf, scanShelf } from './lineage/shelf.ts';
import { sight } from './lineage/sightings.ts';
import type { Look } from './lineage/sources.ts';

/** What somebody asks for: a path (absolute), or a run or digest, or nothing: the newest evaluation. */
export type Question = { readonly path: string } | { readonly said: string | undefined };

/** The lineage of what is asked for, from the records that lie here and from looking at what they name. */
export async function lineageHere(question: Question, look: Look, host: Host): Promise<Lineage> {
  const scanned = await scanShelf(host);
  if (!('path' in question)) {
    const head = choose(question.said, holdings(scanned.copies));
    return drawn(head, scanned, look, host);
  }
  const { shelf, copy } = await askedPath(question.path, scanned, host);
  const own = [...holdings(shelf.copies)].find(([, held]) => held.copies.includes(copy));
  if (own === undefined || own[1].told === null) {
    const remedy = 'It was not made by mlops, or was changed since; name another.';
    throw new Mistake({ subject: copy.place, what: 'holds no record that can be read', remedy });
  }
  return drawn(own[0], shelf, look, host);
}

async function drawn(head: Digest, shelf: Shelf, look: Look, host: Host): Promise<Lineage> {
  const copies = relevant(head, shelf);
  const chain = chainOf(head, holdings(copies)).filter(({ last }) => !last);
  const { found } = await sight(
    chain.map(({ held }) => held),
    shelf,
    look,
    host,
  );
  return lineageOf({ head, sealed: true, copies, found, signed: new Map() });
}

/**
 * Copies that belong to this chain: not those that artifacts of other runs carry, unless a record lies nowhere else.
 * Something changed in another run's artifact breaks that run's lineage and not this one's.
 */
function relevant(head: Digest, { copies, carried }: Shelf): Copy[] {
  const held = holdings(copies);
  const chain = chainOf(head, held);
  const here = new Set(chain.flatMap((link) => (link.last ? [] : link.held.copies)));
  const belongs = (copy: Copy) => {
    const carrier = carried.get(copy);
    return carrier === undefined || (carrier !== null && here.has(carrier));
  };
  return chain.flatMap(({ held: { copies: all } }) => {
    const own = all.filter(belongs);
    return own.length > 0 ? own : all;
  });
}
