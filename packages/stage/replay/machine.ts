import type { Digest } from '#record/digest';

/**
 * How the machine differs from the one of the record, in a sentence; null where it does not, or where the record says
 * nothing of it. `manifests`: environment.json of both, where they are at hand: they name what the digests stand for.
 */
export function machineDifference(
  recorded: Digest | null,
  now: Digest | null,
  manifests: { readonly recorded: string | null; readonly now: string | null },
): string | null {
  if (recorded === null || now === null || recorded === now) return null;
  const [before, after] = [factsOf(manifests.recorded), factsOf(manifests.now)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changes = names.flatMap((name) => {
    const [from, to] = [JSON.stringify(before[name]), JSON.stringify(after[name])];
    return from === to || from === undefined || to === undefined ? [] : [`${name} ${from} -> ${to}`];
  });
  const what = changes.length === 0 ? `${recorded.slice(0, 12)} -> ${now.slice(0, 12)}` : changes.join(', ');
  return `This is another machine than that of the record: ${what}.`;
}

/** The part of a manifest that tells of the machine. */
function factsOf(manifest: string | null): Readonly<Record<string, unknown>> {
  if (manifest === null) return {};
  const value: unknown = JSON.parse(manifest);
  const host: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'host') : null;
  return typeof host === 'object' && host !== null ? Object.fromEntries(Object.entries(host)) : {};
}
