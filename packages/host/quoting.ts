import { stripVTControlCharacters } from 'node:util';

/** ESC [ … m: colour. */
const SGR = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);

/** Stripped of what shows as nothing: a comparison by culture, as .NET makes it, passes over these characters. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}]/gu;

/**
 * Text from anywhere as lines that are safe to print: no control characters except tab and colour, and no line
 * that the runner reads as a command. It reads one where a line, after leading white space, starts with `::`,
 * and `##[…]` anywhere (actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse). Such a
 * line gets a visible bar in front, and `##[` a space; every other line stays as it is.
 */
export function quoteLines(text: string): string[] {
  return text.split(/\r\n|[\r\n]/).map((line) => quoteLine(harmless(line)));
}

function quoteLine(line: string): string {
  const seen = stripVTControlCharacters(line).normalize('NFKC').replaceAll(UNSEEN, '');
  const forges = seen.trimStart().startsWith('::');
  if (seen.includes('##[')) return `│ ${seen.replaceAll('##[', '## [')}`;
  return forges ? `│ ${line}` : line;
}

/** Without what moves the cursor, rings, retitles the terminal or hides text; colour stays and is ended. */
function harmless(line: string): string {
  const parts = line.split(SGR);
  const clean = parts.map((part, index) =>
    index % 2 === 1 ? part : stripVTControlCharacters(part).replaceAll(/[^\P{Cc}\t]/gu, ''),
  );
  return parts.length > 1 ? `${clean.join('')}\u001b[0m` : clean.join('');
}
