import type { Files } from '#kit/ports';
import type { OptionStyle } from './interpolation.ts';
import { within } from './place.ts';

/** What of DVC's configuration matters to a reader. */
export interface Settings {
  /** the folder `.dvc` */
  readonly home: string;
  /** where DVC keeps bytes by digest */
  readonly cache: string;
  readonly style: OptionStyle;
}

/** `.dvc/config`, and `.dvc/config.local` over it: sections in brackets, `key = value` below them. */
export async function readSettings(home: string, files: Pick<Files, 'text' | 'exists'>): Promise<Settings> {
  const said = new Map<string, string>();
  for (const name of ['config', 'config.local']) {
    const file = `${home}/${name}`;
    if ((await files.exists(file)) === 'file') collect(await files.text(file), said);
  }
  return {
    home,
    cache: within(home, said.get('cache.dir') ?? 'cache'),
    style: {
      no: said.get('parsing.bool') === 'boolean_optional',
      append: said.get('parsing.list') === 'append',
    },
  };
}

function collect(text: string, said: Map<string, string>): void {
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) said.set(`${section}.${key}`, value);
  }
}
