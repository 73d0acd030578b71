import { seconds } from '#judge/gate/duration';
import type { Host } from '#kit/ports';
import { instant } from '#report/number';
import { type Claimed, claim, conclude, foresee } from './claim.ts';
import type { Granted } from './cooldown.ts';
import { deliver } from './delivery.ts';
import type { Done, EffectName } from './effect.ts';
import { type Errand, errandsOf } from './errand.ts';
import { performIssue } from './issue.ts';
import { performHere } from './laptop.ts';
import { markerOf } from './marker.ts';
import type { Means } from './means.ts';
import { issueFile } from './place.ts';
import { issueRefused } from './refusal.ts';
import { rehearse } from './rehearsal.ts';
import type { Signal } from './signal.ts';
import { githubTracker } from './tracker/github.ts';
import { localTracker } from './tracker/local.ts';
import type { Tracker } from './tracker/tracker.ts';
import type { FeedbackWish } from './wish.ts';

/**
 * Sets off what a verdict asks for, also where it passes: that closes the issue. An effect that fails is an error in
 * the log and in what is given back, and takes no other effect and no verdict with it; its claim is given back. The
 * issue comes last and tells what became of the others. Mistake: a cooldown that is none.
 */
export async function perform(signal: Signal, wish: FeedbackWish, means: Means): Promise<readonly Done[]> {
  const { host } = means;
  const cooldown = seconds(wish.cooldown, 'cooldown');
  const errands = errandsOf(wish.effects, signal);
  const because = reasonNotToAct(host);
  if (because !== null) return errands.map((errand) => said(refused(errand, because), host));
  if (errands.every(({ kind }) => kind === 'none'))
    return errands.map((errand) => said(idle(errand, errand.because), host));
  const now = host.clock.now();
  const wanted = wish.effects.includes('issue');
  const tracker = wanted ? await trackerOf(signal, wish.dryRun, host) : null;
  const matter = { errands, signal, now, cooldown, tracker };
  if (wish.dryRun) return rehearsal(matter, await foresee(matter, means), wish, means);
  const claimed = await claim(matter, means);
  const others: Done[] = [];
  for (const errand of errands.filter(({ effect }) => effect !== 'issue')) {
    others.push(said(await carryOut(errand, claimed, signal, cooldown, wish, means), host));
  }
  await conclude(claimed, others, matter, means);
  if (tracker === null) return others;
  const memory = claimed.book?.inIssue() ?? null;
  const told = others.filter(({ state }) => state !== 'nothing to do');
  const issue = await guarded('issue', host, async () => {
    const issued = await performIssue(tracker, { signal, now, others: told, memory });
    if (!issued.told || host.kind === 'github') return issued.done;
    return { ...issued.done, ...(await hereToo(issued.done, signal, wish, host)) };
  });
  return [...others, said(issue, host)];
}

type Matter = Parameters<typeof claim>[0];

async function rehearsal(
  { errands, signal, cooldown, tracker }: Matter,
  granted: Granted,
  wish: FeedbackWish,
  means: Means,
): Promise<Done[]> {
  const done: Done[] = [];
  for (const errand of errands) {
    const { effect } = errand;
    const still = standing(errand, granted, cooldown);
    const detail = still === null ? await rehearse(effect, signal, wish, tracker, means) : '';
    done.push(said(still ?? { effect, state: 'dry run', detail }, means.host));
  }
  return done;
}

async function carryOut(
  errand: Errand,
  claimed: Claimed,
  signal: Signal,
  cooldown: number,
  wish: FeedbackWish,
  means: Means,
): Promise<Done> {
  const { effect, kind } = errand;
  const still = standing(errand, claimed, cooldown);
  if (still !== null || effect === 'issue' || kind === 'none') return still ?? idle(errand, errand.because);
  return guarded(effect, means.host, () => deliver(effect, kind, signal, wish, means));
}

/** Why an errand is not performed now; null where it is. */
function standing(errand: Errand, { granted, cooling }: Granted, cooldown: number): Done | null {
  const { effect, kind, because } = errand;
  if (kind === 'none') return idle(errand, because);
  const since = cooling.get(effect);
  if (since !== undefined) {
    const until = new Date(Date.parse(since) + cooldown * 1000).toISOString();
    const detail = `the same was set off at ${instant(since)}; not again before ${instant(until)}, unless it gets worse`;
    return { effect, state: 'cooling down', detail };
  }
  return granted.includes(effect) ? null : idle(errand, `${because}, and nobody was told of a breach`);
}

function idle({ effect }: Errand, detail: string): Done {
  return { effect, state: 'nothing to do', detail };
}

function refused({ effect }: Errand, because: string): Done {
  return { effect, state: 'refused', detail: `${because}, and what is not merged sets nothing off` };
}

/** What is not merged yet may run a monitor and sets nothing off. */
function reasonNotToAct({ kind, run }: Host): string | null {
  return kind === 'github' && /^(pull_request|merge_group)/.test(run.event)
    ? `the event is ${run.event}`
    : null;
}

async function trackerOf(signal: Signal, looking: boolean, host: Host): Promise<Tracker> {
  if (host.kind === 'local') return localTracker(issueFile(signal), host.files, host.clock);
  // opened when it is first asked for: no token is an effect that fails, and no verdict that is lost
  return githubTracker(
    { request: async (...asked) => (await host.github()).request(...asked) },
    markerOf(signal),
    looking,
  );
}

/** File and command of a laptop for an issue that people are told of. */
async function hereToo(done: Done, signal: Signal, wish: FeedbackWish, host: Host): Promise<Partial<Done>> {
  const { file, failure } = await performHere('issue', signal, wish.effectRun, host);
  const detail = `${done.detail}; wrote ${issueFile(signal)} and ${file}`;
  return failure === null ? { detail } : { detail: `${detail}; ${failure}` };
}

async function guarded(effect: EffectName, host: Host, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (host.cancelled.aborted) throw error;
    const why = effect === 'issue' ? issueRefused(error) : error;
    const detail = why instanceof Error ? why.message : String(why);
    host.log.error(`${effect} failed, which changes nothing in the verdict: ${detail}`);
    return { effect, state: 'failed', detail };
  }
}

/** One line in the log for each; what failed was said already. */
function said(done: Done, { log }: Pick<Host, 'log'>): Done {
  if (done.state !== 'failed') log.info(`${done.effect}: ${done.state}, ${done.detail}.`);
  return done;
}
