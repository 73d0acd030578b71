import type { Revision, Standing } from '../target.ts';
import type { Ground } from './ground.ts';
import type { Instance, State } from './state.ts';
import { instanceOf } from './transition.ts';

/** What runs, looked at just now; `notes`: what was found before. */
export async function standingOf(ground: Ground, state: State, notes: readonly string[]): Promise<Standing> {
  const taking = Object.keys(state.traffic);
  const alive = new Set<string>();
  const found = [...notes];
  for (const name of taking) {
    const { process } = instanceOf(state, name);
    if (process !== null && (await ground.isAlive(process))) alive.add(name);
    else
      found.push(
        `${name} has gone${process === null ? '' : ` (process ${process.pid})`}, see logs/${name}.log`,
      );
  }
  const { front } = state;
  const answers = front !== null && (await ground.front.applies(front, state.version));
  if (taking.length > 0 && alive.size === 0)
    found.push('nothing serves: deploy it again, or roll back to the previous revision');
  else if (alive.size > 0 && !answers) found.push('nothing holds the stable port: the front has gone');
  const revision = (name: string | null) => (name === null ? null : revisionOf(instanceOf(state, name)));
  const { canary, serving } = state;
  const candidate = revision(canary?.candidate ?? null);
  const control = revision(canary?.control ?? null);
  return {
    url: answers && alive.size > 0 ? state.url : null,
    serving: serving !== null && alive.has(serving) ? revision(serving) : null,
    previous: revision(state.previous),
    canary: candidate === null || control === null ? null : { candidate, control },
    traffic: amongThose(state.traffic, alive),
    notes: found,
  };
}

function revisionOf({ name, image, model, environment, startedOn }: Instance): Revision {
  return { name, image, model, environment, startedOn };
}

/** The front hands on what one that has gone would have got. */
function amongThose(traffic: State['traffic'], alive: ReadonlySet<string>): Record<string, number> {
  const left = Object.entries(traffic).filter(([name]) => alive.has(name));
  const sum = left.reduce((total, [, weight]) => total + weight, 0);
  return Object.fromEntries(left.map(([name, weight]) => [name, (weight * 100) / sum]));
}
