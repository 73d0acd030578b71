import { FILE } from '#record/vocabulary';
import type { Signal } from './signal.ts';

/** What feedback is about: all that lasts is kept once for each. */
export type Subject = Pick<Signal, 'model' | 'environment' | 'name'>;

/** `production`, or `production.hourly` for a named monitor; names hold no dot, so no two are one. */
function slug({ environment, name }: Subject): string {
  return name === null ? environment : `${environment}.${name}`;
}

/** The ref that remembers what was set off and when. */
export function refOf(subject: Subject): string {
  return `feedback/${slug(subject)}`;
}

/** Where a laptop keeps what was set off. */
const FOLDER = `${FILE.state}/feedback`;

/** The issue on a laptop. */
export function issueFile(subject: Subject): string {
  return `${FOLDER}/issue-${slug(subject)}.md`;
}

/** One effect on a laptop; sorts by time. */
export function effectFile(effect: string, at: Date): string {
  return `${FOLDER}/${at.toISOString().replaceAll(/[-:.]/g, '')}-${effect}.json`;
}

/** `flights in production`, `flights in production (hourly)` */
export function spoken({ model, environment, name }: Subject): string {
  return `${model} in ${environment}${name === null ? '' : ` (${name})`}`;
}
