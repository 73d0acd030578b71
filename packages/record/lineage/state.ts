import type { Digest } from '../digest.ts';

/** From best to worst. Only a signature that was verified makes an edge signed. */
const STATES = ['signed', 'by digest', 'not checked', 'broken'] as const;
export type EdgeState = (typeof STATES)[number];

/** What was found of something, by whoever looked. */
export interface Sighting {
  /** where, in the words of the project: `model/ of mlops-flights-train` */
  readonly place: string;
  /** null: it could not be looked at, for this `reason` */
  readonly digest: Digest | null;
  readonly reason?: string;
  /** of a part of the thing: what the part has to be */
  readonly expected?: Digest;
}

/** A sighting beside what a record says has to be found there. */
export interface Check {
  readonly expected: Digest | null;
  readonly sighting: Sighting;
}

/** The state of an edge, and why, in words. */
export interface Weighed {
  readonly state: EdgeState;
  readonly reason: string;
  /** of a broken edge: the whole digests behind the reason */
  readonly expected?: Digest;
  readonly found?: Digest;
}

/** The first characters of a digest: enough to recognise it. */
export function short(digest: Digest): string {
  return digest.slice(0, 12);
}

/** One check that fails breaks the edge, whatever the others say; without a check that could be made there is none. */
export function weigh(checks: readonly Check[]): Weighed {
  const seen = checks.filter(({ sighting }) => sighting.digest !== null);
  const failed = seen.find(({ expected, sighting }) => sighting.digest !== expected);
  if (failed !== undefined) {
    const { expected = failed.expected, digest, place } = failed.sighting;
    return broken(expected, digest, place);
  }
  const places = [...new Set(seen.map(({ sighting }) => sighting.place))];
  if (places.length > 0) return { state: 'by digest', reason: `found in ${listed(places)}` };
  const why = checks.find(({ sighting }) => sighting.reason !== undefined)?.sighting.reason;
  return { state: 'not checked', reason: why ?? 'its bytes are not here' };
}

function broken(expected: Digest | null, found: Digest | null, place: string): Weighed {
  if (expected === null) return { state: 'broken', reason: `what names it in ${place} cannot be read` };
  return {
    state: 'broken',
    reason: unlike(expected, found ?? '', place),
    expected,
    ...(found === null ? {} : { found }),
  };
}

/** That something has another digest than it has to have. Where their first characters are the same, both are whole. */
export function unlike(expected: Digest, found: Digest, place: string): string {
  const shown = short(expected) === short(found) ? (digest: Digest) => digest : short;
  return `expected sha256 ${shown(expected)}, found ${shown(found)} in ${place}`;
}

function listed(places: readonly string[]): string {
  const [first = '', second, ...more] = places;
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${more.length} more places`;
}
