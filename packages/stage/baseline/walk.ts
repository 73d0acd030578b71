import type { BaselineFacts, PassedOver } from '#judge/verdict';
import { Fault, Mistake } from '#kit/outcome';
import { statusOf } from '#kit/status';
import { type Way, waysOf } from '#project/way';
import type { Digest } from '#record/digest';
import { baselineStory } from '#report/baselinefacts';
import type { Baseline } from '../baseline.ts';
import type { Scene } from '../scene.ts';
import type { Scored } from '../scoring.ts';
import { fromAncestor } from './ancestor.ts';
import { fromArtifact } from './artifact.ts';
import { fromBaseBranch } from './basebranch.ts';
import { fromDeployed } from './deployed.ts';
import { Evaluations } from './evaluations.ts';
import { fromFile } from './file.ts';
import { fromMergeBase } from './mergebase.ts';
import { fromChampion, fromNamedRef } from './namedref.ts';
import { type Missed, nothing, type Search, type Trace } from './search.ts';

interface Wish {
  /** the ways, as they are written */
  readonly baseline: readonly string[];
  /** of this instance of the evaluation */
  readonly name: string | undefined;
}

/**
 * What the candidate is compared with: the first of the ways that leads to an evaluation that passed. The log has a line
 * for each that was tried; the facts keep why those before it did not apply, also where none did. Where a way could not
 * be tried as GitHub did not answer, and no other led anywhere, nobody knows whether there is a baseline: a fault.
 */
export async function baselineOf(wish: Wish, scored: Scored | null, scene: Scene): Promise<Baseline> {
  const { host } = scene;
  const search = { scene, scored, evaluations: new Evaluations(scene, wish.name ?? null) };
  const passed: (Missed & { readonly way: string })[] = [];
  for (const way of waysOf(wish.baseline, host.run.proposal !== null)) {
    if (way.kind === 'none') return absent('none was asked for (baseline: none)', passed);
    const { found, missed } = await tried(way, search);
    for (const one of missed) {
      host.log.info(`Baseline by ${way.said} passed over: ${one.reason}.`);
      passed.push({ ...one, way: way.said });
    }
    if (found === null || found.facts.kind === 'absent') continue;
    const facts = { ...found.facts, way: way.said, passedOver: passedOver(passed) };
    const { found: how } = baselineStory(facts, {
      time: host.clock.now().toISOString(),
      baselineDecidedOn: found.decidedOn,
    });
    host.log.info(`Baseline ${how}.`);
    return { ...found, facts };
  }
  const unasked = passed.find(({ cause }) => cause === 'unreachable');
  if (unasked !== undefined) throw new Fault(`whether there is a baseline is not known: ${unasked.reason}`);
  return absent(whyNone(passed), passed, isShallow(passed));
}

/** Nobody knows what lies behind the clone's end; where the candidate's own evaluation was seen, one thing is known. */
function isShallow(passed: Passed): boolean {
  return passed.some(({ cause }) => cause === 'shallow') && !passed.some(({ cause }) => cause === 'own');
}

/** What GitHub refuses is told with the permissions to add, and the next way is tried. */
async function tried(way: Exclude<Way, { kind: 'none' }>, search: Search): Promise<Trace> {
  const { host } = search.scene;
  try {
    return await follow(way, search);
  } catch (error) {
    const refused = error instanceof Mistake && statusOf(error) !== null;
    if (host.cancelled.aborted || !(refused || error instanceof Fault)) throw error;
    host.log.warning(`The baseline was not looked for by ${way.said}: ${error.message}`);
    const reason = refused ? `GitHub refused to say (${statusOf(error)})` : error.message;
    return { found: null, missed: [{ reason, cause: refused ? 'refused' : 'unreachable' }] };
  }
}

function follow(way: Exclude<Way, { kind: 'none' }>, search: Search): Promise<Trace> | Trace {
  const { host } = search.scene;
  if (way.kind === 'artifact') return fromArtifact(way.name, search);
  if (way.kind === 'file') return fromFile(way.name, search);
  if (host.kind === 'github' && host.run.repository === null) return nothing('the repository is not known');
  switch (way.kind) {
    case 'merge-base':
      return fromMergeBase(search);
    case 'ancestor':
      return fromAncestor(search);
    case 'base-branch':
      return fromBaseBranch(search);
    case 'champion':
      return fromChampion(search);
    case 'deployed':
      return fromDeployed(way.name, search);
    case 'ref':
      return fromNamedRef(way.name, search);
  }
}

type Passed = readonly (Missed & { readonly way: string })[];

/** One sentence: what was seen and not taken; where there was nothing to see, what the base branch says of it. */
function whyNone(passed: Passed): string {
  const seen = passed.filter(({ cause }) => cause !== 'nothing');
  const own = seen.find(({ cause }) => cause === 'own');
  const said = own === undefined ? seen : [own];
  const plain = passed.filter(({ way }) => way === 'base-branch');
  const told = said.length > 0 ? said : plain.length > 0 ? plain : passed;
  return [...new Set(told.map(({ reason }) => reason))].join('; ');
}

function absent(reason: string, passed: Passed, shallow = false): Baseline {
  const facts: BaselineFacts = {
    ...{ kind: 'absent', reason, passedOver: passedOver(passed) },
    ...(shallow ? { shallow } : {}),
  };
  const records = { record: null, chain: new Map<Digest, string>(), origins: new Map<Digest, string>() };
  return { facts, measurements: null, predictions: null, notes: [], decidedOn: null, ...records };
}

function passedOver(passed: Passed): PassedOver[] {
  return passed.map(({ way, reason }) => ({ way, reason }));
}
