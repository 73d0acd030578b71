import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';

const PLAIN = ['merge-base', 'ancestor', 'base-branch', 'champion'] as const;

/** A way to a baseline, as docs/baseline.md has them; `said` is how it is written. `none` ends the list. */
export type Way =
  | { readonly kind: 'none'; readonly said: string }
  | { readonly kind: (typeof PLAIN)[number]; readonly said: string }
  | {
      /** `name`: of the environment, the ref or the artifact; the path of a file */
      readonly kind: 'deployed' | 'ref' | 'artifact' | 'file';
      readonly said: string;
      readonly name: string;
    };

/** Where nothing else is said: as near to what is proposed as there is an evaluation, then further away. */
const AUTO = {
  proposed: ['merge-base', 'ancestor', 'base-branch', 'champion'],
  pushed: ['ancestor', 'base-branch', 'champion'],
} as const;

/**
 * The ways in their order, each once. `auto` stands for several, among them the merge base where something is proposed.
 * An entry may hold several with commas between them.
 */
export function waysOf(entries: readonly string[], proposed: boolean): Way[] {
  const said = entries.flatMap((entry) => entry.split(',').map((one) => one.trim()));
  const all = said.flatMap((one): readonly string[] =>
    one === 'auto' ? AUTO[proposed ? 'proposed' : 'pushed'] : [one],
  );
  return [...new Set(all)].filter((one) => one !== '').map(wayOf);
}

function wayOf(said: string): Way {
  if (said === 'none') return { kind: 'none', said };
  const plain = PLAIN.find((kind) => kind === said);
  if (plain !== undefined) return { kind: plain, said };
  if (said === 'deployed') return { kind: 'deployed', said, name: 'production' };
  const [, kind, name] = /^(deployed(?=\/)|ref(?=:)|artifact(?=:))[/:](.*)$/.exec(said) ?? [];
  if (name === '') {
    const remedy = 'Name one, e.g. ref:champion, artifact:mlops-flights-evaluate or deployed/staging.';
    throw new Mistake({ subject: 'baseline', what: 'names nothing', remedy, value: said });
  }
  if (name !== undefined && (kind === 'deployed' || kind === 'ref' || kind === 'artifact'))
    return { kind, said, name };
  // a path has a folder or an ending: what has neither is a way that is mistyped, and must not wait until it is reached
  if (!/[/.]/.test(said)) throw unknownWay(said);
  return { kind: 'file', said, name: said };
}

function unknownWay(said: string): Mistake {
  const meant = nearest(said.replaceAll('_', '-'), [...PLAIN, 'deployed', 'auto', 'none']);
  const known =
    'merge-base, ancestor, base-branch, champion, deployed, deployed/<environment>, ref:<name>, artifact:<name>, the path of a verdict.json, auto and none';
  const remedy = meant === null ? `There are: ${known}.` : `Did you mean ${meant}? There are: ${known}.`;
  return new Mistake({ subject: 'baseline', what: 'is no way to a baseline', remedy, value: said });
}
