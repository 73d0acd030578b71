import { Mistake } from '#kit/outcome';

/** distribution-spec 1.1: `<host>[:<port>]/<name>`, the name in lower case; no tag, no digest. */
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d+)?';
const NAME = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The name of an image as it was given; a mistake where no registry would take it. */
export function demandName(name: string): string {
  if (NAME.test(name)) return name;
  const lower = name.toLowerCase();
  const [bare = ''] = name.split('@');
  const remedy = NAME.test(lower)
    ? `Write it in lower case: ${lower}.`
    : name.includes('@') || /:[^/]*$/.test(bare)
      ? `Leave out tag and digest (${bare.replace(/:[^/:]*$/, '')}); tags have an input of their own.`
      : 'Write a name such as ghcr.io/acme/flights.';
  throw new Mistake({ subject: 'image', what: 'is no name of an image', remedy, value: name });
}

export function demandTags(tags: readonly string[]): readonly string[] {
  const bad = tags.filter((tag) => !TAG.test(tag));
  const remedy = 'Letters, digits, . _ and -, at most 128, the first no . or -.';
  if (bad.length === 0) return tags;
  throw new Mistake(bad.map((value) => ({ subject: 'tags', what: 'is no tag of an image', remedy, value })));
}
