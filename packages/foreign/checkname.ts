import { NAME_LIMIT } from '#posting/posting';
import { clipped } from '#report/summary/room';

/**
 * The name of a check that rests on a fork's run, one for each base: never the name of the trusted check, which would
 * be satisfied by a neutral one. What is cut off where it is too long is not what tells them apart.
 */
export function forkCheckName(trusted: string, baseRef: string): string {
  const end = ending(baseRef);
  return `${clipped(trusted, NAME_LIMIT - end.length)}${end}`;
}

/** Is a name one of those? */
export function isForkCheckName(name: string, baseRef: string): boolean {
  return name.endsWith(ending(baseRef));
}

function ending(baseRef: string): string {
  return ` (fork into ${baseRef})`;
}
