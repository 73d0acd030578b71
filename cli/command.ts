import { type ExitStatus, Mistake } from '#kit/outcome';

/** A command that is no action: it looks at what there is (explain, lineage, history), replays or imports. */
export interface Command {
  readonly name: string;
  /** one sentence for `mlops --help` */
  readonly description: string;
  /** what stands behind the name: `<stage> [--format json]` */
  readonly usage: string;
  /** option without dashes -> what it means; `format <table|json>` takes a value, `runs <files…>` several, `json` is a flag */
  readonly options: Readonly<Record<string, string>>;
  /** commands of its own, each under its whole name: `judge canary` */
  readonly commands?: readonly Command[];
  /** `env`: of the process; `cwd`: where the user stands. Mistakes and faults are thrown. */
  run(words: Words, env: Readonly<Record<string, string | undefined>>, cwd: string): Promise<ExitStatus>;
}

/** What the user wrote behind the command's name. */
export interface Words {
  readonly names: readonly string[];
  readonly options: Options;
}

/** Options by name, each with every value it was given; a flag has the value `true`. */
class Options {
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  /** The last value it was given. */
  value(name: string): string | undefined {
    return this.#given.get(name)?.at(-1);
  }

  values(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }
}

/**
 * `names… --flag --option value --option=value`; an option the command does not have is a mistake. Whichever of `--json`
 * and `--format json` it lists, the other one is understood too.
 */
export function parseWords(command: Pick<Command, 'name' | 'options'>, said: readonly string[]): Words {
  const takesValue = new Map(
    Object.keys(command.options).map((key) => [key.split(' ')[0] ?? '', key.includes(' ')]),
  );
  const takesSeveral = new Set(
    Object.keys(command.options).flatMap((key) => (key.endsWith('…>') ? (key.split(' ')[0] ?? '') : [])),
  );
  const words = alike(said, takesValue);
  const names: string[] = [];
  const given = new Map<string, string[]>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('--')) {
      names.push(word);
      continue;
    }
    const cut = word.indexOf('=');
    const name = word.slice(2, cut < 0 ? undefined : cut);
    const valued = takesValue.get(name);
    if (valued === undefined) throw noOption(command, word, [...takesValue.keys()]);
    const value = !valued ? 'true' : cut >= 0 ? word.slice(cut + 1) : words[++index];
    if (value === undefined) {
      throw new Mistake({ subject: word, what: 'has no value', remedy: `Write ${word} <value>.` });
    }
    const values = [...(given.get(name) ?? []), value];
    // what a shell makes of runs/*.csv
    while (takesSeveral.has(name) && cut < 0 && words[index + 1]?.startsWith('--') === false)
      values.push(words[++index] ?? '');
    given.set(name, values);
  }
  return { names, options: new Options(given) };
}

/** The two spellings of JSON, as the command has it. */
function alike(words: readonly string[], takesValue: ReadonlyMap<string, boolean>): readonly string[] {
  if (takesValue.has('format')) return words.map((word) => (word === '--json' ? '--format=json' : word));
  if (!takesValue.has('json')) return words;
  return words.flatMap((word, at) => {
    if (word === '--format') return asFlag(words[at + 1]);
    if (word.startsWith('--format=')) return asFlag(word.slice('--format='.length));
    return words[at - 1] === '--format' ? [] : [word];
  });
}

function asFlag(format: string | undefined): string[] {
  if (format === 'json') return ['--json'];
  if (format === 'text') return [];
  const what = 'is no format';
  throw new Mistake({ subject: '--format', what, remedy: 'Write text or json.', value: format ?? '' });
}

function noOption({ name }: Pick<Command, 'name'>, word: string, known: readonly string[]): Mistake {
  const remedy = `It takes ${known.map((one) => `--${one}`).join(', ') || 'none'}; see mlops ${name} --help.`;
  return new Mistake({ subject: word, what: `is no option of ${name}`, remedy });
}
