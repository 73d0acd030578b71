/** One workflow command as the runner reads it from a line of the log. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The commands a runner knows; every other `::word::` is text (ActionCommandManager.cs and its extensions). */
const KNOWN = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'internal-set-repo-path',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

/**
 * All commands in a log, in their order, by the runner's own rules (actions/runner, src/Runner.Common/ActionCommand.cs):
 * `::name key=value,…::data` at the start of a line, spaces before it ignored; the old `##[name key=value;…]data` anywhere
 * in a line; nothing between `::stop-commands::word` and `::word::`. Whatever a program prints is read, its author asked
 * or not, which is what makes foreign text dangerous.
 */
export function commandsIn(log: string): Command[] {
  const found: Command[] = [];
  let stopped: string | null = null;
  for (const line of log.split(/\r\n|\n|\r/)) {
    if (stopped !== null) {
      if (line.trim() === `::${stopped}::`) stopped = null;
      continue;
    }
    const command = commandOf(line);
    if (command === null) continue;
    found.push(command);
    if (command.name === 'stop-commands') stopped = command.data;
  }
  return found;
}

function commandOf(line: string): Command | null {
  const modern = /^\s*::(\S+?)(?:\s+(.*?))?::(.*)$/s.exec(line);
  const old = /##\[(\S+?)(?:\s+(.*?))?\](.*)$/s.exec(line);
  const match = known(modern) ?? known(old);
  if (match === undefined) return null;
  const [, name = '', properties = '', data = ''] = match;
  const plain = match === modern ? unescapeModern : unescapeOld;
  const pairs = properties.split(match === modern ? ',' : ';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), plain(pair.slice(at + 1))]];
  });
  const text = match === modern ? unescapeData(data) : unescapeOld(data);
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), data: text };
}

function known(match: RegExpExecArray | null): RegExpExecArray | undefined {
  return match !== null && KNOWN.includes((match[1] ?? '').toLowerCase()) ? match : undefined;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeModern(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

function unescapeOld(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3B', ';')
    .replaceAll('%5D', ']')
    .replaceAll('%25', '%');
}

/** The notices, warnings and errors among commands, as GitHub shows them beside a run. */
export function annotationsOf(commands: readonly Command[]): Annotation[] {
  return commands.flatMap(({ name, properties, data }) => {
    if (name !== 'notice' && name !== 'warning' && name !== 'error') return [];
    const { title, file, line, col } = properties;
    return [
      {
        level: name,
        message: data,
        ...(title === undefined ? {} : { title }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line: Number(line) }),
        ...(col === undefined ? {} : { column: Number(col) }),
      },
    ];
  });
}
