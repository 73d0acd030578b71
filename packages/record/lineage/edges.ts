import { type Digest, digestOf } from '../digest.ts';
import { contentDigest } from '../statement.ts';
import { beside, type Claim, isCommit, made, manifestOf, wentIn } from './claims.ts';
import { BASELINE, type Copy, followed, type Held, type Link } from './copies.ts';
import { ENVIRONMENT, type Manifest, manifestFor } from './environment.ts';
import {
  type Evidence,
  type LineageEdge,
  type LineageNode,
  labelOf,
  lostNode,
  type Role,
  sightingKey,
  stageId,
  thingId,
  thingNode,
} from './graph.ts';
import { type Check, type Sighting, unlike, type Weighed, weigh } from './state.ts';

/** An edge, and the node at its other end. */
export interface Drawn {
  readonly edge: LineageEdge;
  readonly node: LineageNode;
}

/** What edges are decided by. */
export interface Ground {
  readonly evidence: Evidence;
  readonly held: ReadonlyMap<Digest, Held>;
  readonly chain: readonly Link[];
  /** what users of a thing found of it, by the thing's id */
  readonly pool: ReadonlyMap<string, readonly Check[]>;
  /** things and records that an edge leads to already -> the stage at its other end */
  readonly seen: Map<string, string>;
}

/** What everyone who used a thing found of it, by the thing's id. */
export function poolOf(chain: readonly Link[], evidence: Evidence): ReadonlyMap<string, readonly Check[]> {
  const pool = new Map<string, Check[]>();
  for (const { held } of chain) {
    for (const claim of held.told === null ? [] : wentIn(held.told)) {
      if (claim.name === ENVIRONMENT && manifestFor(held, chain) !== null) continue;
      const id = thingId(claim);
      pool.set(id, [...(pool.get(id) ?? []), ...checksOf(held.digest, claim, evidence)]);
    }
  }
  return pool;
}

/** Environments with a manifest of their own, which stands for the stages that kept none: id -> the stage it is of. */
export function manifested(chain: readonly Link[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { held } of chain.toReversed()) {
    if (held.told === null || manifestFor(held, chain) === null) continue;
    for (const claim of wentIn(held.told))
      if (claim.name === ENVIRONMENT) owners.set(thingId(claim), labelOf(held));
  }
  return owners;
}

function checksOf(record: Digest, { name, digest }: Claim, { found }: Evidence): Check[] {
  const sightings = found.get(sightingKey(record, name)) ?? [];
  return sightings.map((sighting) => ({ expected: digest, sighting }));
}

/** Edges at a record: what went in, what it follows, what came out. Of a baseline there are none. */
export function edgesOf({ held, last }: Link, ground: Ground): Drawn[] {
  const { told } = held;
  if (told === null || last) return [];
  const own = stageId(held.digest);
  const draw = (role: Role, from: string, to: string, weighed: Weighed, node: LineageNode): Drawn => ({
    edge: { from, to, role, ...vouched(held, weighed, ground.evidence) },
    node,
  });
  const ins = wentIn(told).map((claim) =>
    draw('in', thingId(claim), own, input(claim, held, ground), thingNode(claim)),
  );
  const after = followed(told).map(({ name, digest }) =>
    draw('after', own, stageId(digest), ancestor(digest, held, ground), lostNode(digest, name)),
  );
  const outs = outputs(held, ground).map((claim) =>
    draw('out', own, thingId(claim), output(claim, held, ground), thingNode(claim)),
  );
  return [...ins, ...after, ...outs];
}

/** What came out. A manifest stands behind the edge of the environment it is of. */
function outputs({ told, digest }: Held, { chain }: Ground): Claim[] {
  if (told === null) return [];
  const used = chain.some(({ held }) => manifestFor(held, chain)?.holder.digest === digest);
  return [...made(told), ...beside(told).filter(({ name }) => !used || name !== manifestOf(told)?.name)];
}

function output(claim: Claim, held: Held, { evidence, pool }: Ground): Weighed {
  return weigh([...checksOf(held.digest, claim, evidence), ...(pool.get(thingId(claim)) ?? [])]);
}

function input(claim: Claim, held: Held, ground: Ground): Weighed {
  const { seen, pool } = ground;
  const id = thingId(claim);
  const before = seen.get(id);
  if (before === undefined) seen.set(id, labelOf(held));
  const manifest = claim.name === ENVIRONMENT ? manifestFor(held, ground.chain) : null;
  if (manifest !== null) return environment(claim, manifest, ground);
  const said = claim.name === BASELINE ? compared(claim, held, ground) : agreement(claim, held, ground);
  if (said !== null) return said;
  if (before !== undefined && !isCommit(claim.name))
    return { state: 'by digest', reason: `the same as went into ${before}` };
  return weigh(pool.get(id) ?? []);
}

/** Both the manifest's bytes and the part of it that the environment's digest covers have to be what was recorded. */
function environment(claim: Claim, { holder, file }: Manifest, { evidence }: Ground): Weighed {
  const weighed = weigh([
    ...checksOf(holder.digest, file, evidence),
    ...checksOf(holder.digest, claim, evidence),
  ]);
  return holder.whole ? weighed : doubted(weighed);
}

/** Does the record of the stage that made it say the same? null where no such record is here. */
function agreement(claim: Claim, { told }: Held, { held }: Ground): Weighed | null {
  for (const { digest, last } of followed(told)) {
    const maker = last ? undefined : held.get(digest);
    if (maker === undefined || maker.told === null) continue;
    const things = made(maker.told).filter(
      ({ name }) => claim.name === name || claim.name.startsWith(`${name} of `),
    );
    const same = things.find(({ digest: one }) => one === claim.digest) ?? things[0];
    if (same !== undefined) return agreed(claim, same.digest, maker);
  }
  return null;
}

/** A baseline is named by what it says, not by its bytes: the same evaluation made elsewhere is the same baseline. */
function compared(claim: Claim, { told }: Held, { held }: Ground): Weighed | null {
  const digest = followed(told).find(({ last }) => last)?.digest;
  const record = digest === undefined ? undefined : held.get(digest);
  if (record === undefined || record.statement === null) return null;
  return agreed(claim, contentDigest(record.statement), record);
}

function agreed(claim: Claim, said: Digest, by: Held): Weighed {
  const where = `the record of ${labelOf(by)}`;
  if (said === claim.digest) return { state: 'by digest', reason: `${where} says the same` };
  const reason = unlike(claim.digest, said, where);
  const weighed: Weighed = { state: 'broken', reason, expected: claim.digest, found: said };
  return by.whole ? weighed : doubted(weighed);
}

function ancestor(digest: Digest, held: Held, { held: all, seen }: Ground): Weighed {
  const id = stageId(digest);
  const before = seen.get(id);
  if (before !== undefined) return { state: 'by digest', reason: `the same as ${before} names` };
  seen.set(id, labelOf(held));
  const record = all.get(digest);
  if (record === undefined) return { state: 'not checked', reason: 'its record is not here' };
  return weigh(record.copies.map((copy) => copyCheck(copy, digest)));
}

/** What names the head: each of its copies bears a name, or none. */
export function namesOf(head: Held | undefined, { sealed, signed }: Evidence): Drawn[] {
  if (head === undefined || !sealed) return [];
  const nameless: Weighed = { state: 'not checked', reason: 'nothing names it by a digest there' };
  return head.copies.map((copy) => {
    const { place, named } = copy;
    const node = { id: `name@${place}`, kind: 'name', label: place, digest: null } as const;
    const weighed = named === undefined ? nameless : weigh([copyCheck(copy, head.digest)]);
    const edge = { from: node.id, to: stageId(head.digest), role: 'names' } as const;
    return { edge: { ...edge, ...signedBy(signed.get(head.digest), weighed) }, node };
  });
}

/** A copy has to have the digest its name says, else that of the record it was found to be. */
function copyCheck({ place, bytes, named }: Copy, digest: Digest): Check {
  const sighting: Sighting = { place, digest: digestOf(bytes) };
  return { expected: named === undefined ? digest : named, sighting };
}

/** What a record says counts as much as the record: more when it is signed, less when its own bytes are broken. */
function vouched(held: Held, weighed: Weighed, { signed }: Evidence): Weighed {
  return held.whole ? signedBy(signed.get(held.digest), weighed) : doubted(weighed);
}

function signedBy(who: string | undefined, weighed: Weighed): Weighed {
  if (who === undefined || weighed.state !== 'by digest') return weighed;
  return { ...weighed, state: 'signed', reason: `${weighed.reason}; signed by ${who}` };
}

/** Of two that differ, it is not known which is right when the record that names one of them was changed itself. */
function doubted(weighed: Weighed): Weighed {
  if (weighed.state !== 'broken') return weighed;
  return { state: 'not checked', reason: 'the record that says what it has to be is broken itself' };
}
