import type { Digest } from '../digest.ts';
import type { Claim } from './claims.ts';
import type { Copy, Held, Link } from './copies.ts';
import type { Sighting, Weighed } from './state.ts';

/** A stage's record, a thing that went in or came out, or what names the record at the head. */
export interface LineageNode {
  readonly id: string;
  readonly kind: 'stage' | 'thing' | 'name';
  /** `train flights`, `data:flights`, `the ref baseline` */
  readonly label: string;
  /** of the record's bytes, or the thing's; null where there is none */
  readonly digest: Digest | null;
  /** of a stage: when it ended, its run, and the verdict of an evaluation */
  readonly finishedOn?: string;
  readonly run?: string;
  readonly verdict?: string;
}

/** `in`: thing -> stage; `out`: stage -> thing; `after`: stage -> stage whose record it names; `names`: name -> stage. */
export type Role = 'in' | 'out' | 'after' | 'names';

export interface LineageEdge extends Weighed {
  readonly from: string;
  readonly to: string;
  readonly role: Role;
}

export interface Lineage {
  /** id of the node whose lineage it is */
  readonly head: string;
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/** What is known, and what was found by looking; nothing else decides an edge. */
export interface Evidence {
  /** digest of the record whose lineage is asked for */
  readonly head: Digest;
  /** false: a record about to be written, which has no digest yet and which nobody names */
  readonly sealed: boolean;
  readonly copies: readonly Copy[];
  /** by `sightingKey`: what was found of a thing that a record names */
  readonly found: ReadonlyMap<string, readonly Sighting[]>;
  /** records with a signature that was verified -> who signed */
  readonly signed: ReadonlyMap<Digest, string>;
}

/** What `name` is to the record with this digest. */
export function sightingKey(record: Digest, name: string): string {
  return `${record} ${name}`;
}

export const stageId = (digest: Digest) => `record@${digest}`;
export const thingId = ({ name, digest }: Claim) => `${name}@${digest}`;

export function stageNode({ held, last }: Link, { sealed, head }: Evidence): LineageNode {
  const { digest, told } = held;
  return {
    id: stageId(digest),
    kind: 'stage',
    label: last ? `${labelOf(held)}, the baseline` : labelOf(held),
    digest: digest === head && !sealed ? null : digest,
    ...(told === null ? {} : { finishedOn: told.finishedOn, run: told.invocation }),
    ...(told?.verdict == null ? {} : { verdict: told.verdict }),
  };
}

/** A record that is named and not here; `name`: what the record that follows it calls it. */
export function lostNode(digest: Digest, name: string): LineageNode {
  return { id: stageId(digest), kind: 'stage', label: name, digest };
}

export function thingNode(claim: Claim): LineageNode {
  return { id: thingId(claim), kind: 'thing', label: claim.name, digest: claim.digest };
}

/** `train flights`, `evaluate flights june`, `data weather` */
export function labelOf({ told }: Pick<Held, 'told'>): string {
  if (told === null) return 'a record that cannot be read';
  const { stage, model, name } = told;
  const parts = stage === 'data' ? [stage, name] : [stage, model, name];
  return parts.filter((part) => part !== null).join(' ');
}
