import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import { RELEASE } from './release.ts';

/** A workflow to copy. */
export interface Template {
  readonly file: string;
  readonly text: string;
}

const DEFAULT = ['pr-gate', 'evaluate-main'];

/** The workflows a user asks for: `pr-gate`, `mlops-pr-gate` or `mlops-pr-gate.yml`, with commas or without; `none`. */
export async function chosenTemplates(said: readonly string[]): Promise<Template[]> {
  const folder = join(RELEASE, 'workflows-templates');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yml'));
  const known = files.map((file) => file.replace(/^mlops-|\.yml$/g, ''));
  const wanted =
    said.length === 0
      ? DEFAULT
      : said
          .flatMap((one) => one.split(','))
          .map(nameIn)
          .filter(Boolean);
  const unknown = wanted.filter((name) => name !== 'none' && !known.includes(name));
  if (unknown.length > 0) {
    throw new Mistake(
      unknown.map((value) => {
        const meant = nearest(value, known);
        const remedy = meant === null ? `There are: ${known.join(', ')}; or none.` : `Did you mean ${meant}?`;
        return { subject: '--workflow', what: 'is no workflow', remedy, value };
      }),
    );
  }
  const chosen = files.filter((_, at) => wanted.includes(known[at] ?? ''));
  return Promise.all(
    chosen.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })),
  );
}

function nameIn(said: string): string {
  return said.trim().replace(/^mlops-|\.yml$/g, '');
}
