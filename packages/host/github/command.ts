type Properties = Readonly<Record<string, string | number | undefined>>;

/**
 * A workflow command as the runner reads it: `::name key=value,key=value::message`, escaped as in
 * actions/toolkit (packages/core/src/command.ts).
 */
export function workflowCommand(name: string, properties: Properties, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '');
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${name}${list === '' ? '' : ` ${list}`}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The message of a command line, unescaped, with its name; null where the line is none. */
export function readCommand(line: string): { readonly name: string; readonly message: string } | null {
  const [, name, message] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
  if (name === undefined || message === undefined) return null;
  const text = message.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
  return { name, message: text };
}
