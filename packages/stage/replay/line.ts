import type { Said } from '#kit/read';
import { machineOf } from '../discretion.ts';
import { rooted } from './roots.ts';
import type { Setting } from './setting.ts';

/** Values of a record as the inputs of an action; what it does not hold is left to mlops.yml. */
export function lineOf(
  values: Readonly<Record<string, unknown>>,
  setting: Pick<Setting, 'clean' | 'losses'>,
): ReadonlyMap<string, Said> {
  const entries = Object.entries(here(values, setting)).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return new Map(entries.map(([name, value]) => [name, { where: 'the record', said: { value } }]));
}

/** A recorded value with the paths of this machine where those of another were left out. */
export function here<T>(value: T, { clean, losses }: Pick<Setting, 'clean' | 'losses'>): T {
  const made = rooted(value, machineOf(clean));
  const foreign = made.signs.filter((sign) => sign !== '<workspace>');
  if (foreign.length > 0)
    losses.add(
      `Recorded paths held ${foreign.join(' and ')} of another machine or person: this one's stand there now.`,
    );
  return made.value;
}
