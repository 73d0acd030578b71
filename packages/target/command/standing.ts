import type { Revision, Standing } from '../target.ts';
import type { Deployed, Memory } from './memory.ts';
import type { Printed } from './printed.ts';

function revisionOf({ name, image, model, environment, startedOn }: Deployed): Revision {
  return { name, image, model, environment, startedOn };
}

/** What serves as far as it is remembered; nothing where a change did not end well. */
export function remembered(memory: Memory, notes: readonly string[] = []): Standing {
  const { serving, previous, canary, traffic, pending } = memory;
  const known = pending === null ? serving : null;
  return {
    url: known?.url ?? null,
    serving: known === null ? null : revisionOf(known),
    previous: previous === null ? null : revisionOf(previous),
    canary:
      canary === null || known === null
        ? null
        : { candidate: revisionOf(canary), control: revisionOf(known) },
    traffic: known === null ? {} : traffic,
    notes: [...notes, ...(pending === null ? [] : [unfinished(pending)])],
  };
}

function unfinished({ action, revision, since, reason }: NonNullable<Memory['pending']>): string {
  const how = reason ?? 'it did not end';
  return `a ${action} of ${revision.name} was begun ${since} and ${how}: what serves is not known here`;
}

/** What serves by the script's own word, told by what is remembered of the revision it names. */
export function reported(memory: Memory, told: Printed): Standing {
  const known = [memory.serving, memory.canary, memory.previous, memory.pending?.revision ?? null];
  const { revision: name, url } = told;
  if (!told.tells)
    return remembered(memory, ['the script does not say what serves: this is what was last deployed']);
  if (url === null) {
    const note =
      memory.serving === null
        ? []
        : [`${memory.serving.name} served when it was last deployed, and the script says nothing serves`];
    return {
      ...remembered({ ...memory, serving: null, pending: null, canary: null }, note),
      url: null,
      traffic: {},
    };
  }
  const named = name === null ? null : (known.find((one) => one?.name === name) ?? null);
  if (name !== null && named === null) {
    const note = `the script says ${name} serves, which was not deployed from here`;
    return {
      ...remembered({ ...memory, serving: null, pending: null }, [note]),
      url,
      traffic: told.traffic ?? {},
    };
  }
  if (name === null && memory.pending !== null) return { ...remembered(memory), url };
  const serving = named ?? memory.serving;
  const other = serving?.name !== memory.serving?.name;
  const notes = other
    ? [
        `${serving?.name} serves, and ${memory.serving?.name ?? 'nothing'} is what was last verified: deploy again or roll back`,
      ]
    : [];
  const traffic = told.traffic ?? (other && serving !== null ? { [serving.name]: 100 } : memory.traffic);
  return { ...remembered({ ...memory, serving, pending: null }, notes), url, traffic };
}
