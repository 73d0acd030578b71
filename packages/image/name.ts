import { Mistake } from '#kit/outcome';
import { demandTag, parseReference } from './registry/reference.ts';

/** The name of an image as it was given; a mistake where no registry would take it, or where it has tag or digest. */
export function demandName(name: string): string {
  const { tag, digest } = parseReference(name);
  if (tag === null && digest === null) return name;
  const [bare = ''] = name.split('@');
  const remedy = `Leave out tag and digest (${bare.replace(/:[^/:]*$/, '')}); tags have an input of their own.`;
  throw new Mistake({ subject: 'image', what: 'names more than an image', remedy, value: name });
}

/** Tags as they were given; a mistake where a registry would not take one. */
export function demandTags(tags: readonly string[]): readonly string[] {
  return tags.map((tag) => demandTag(tag));
}
