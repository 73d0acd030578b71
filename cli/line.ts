import { Mistake } from '#kit/outcome';
import type { Said } from '#kit/read';

/** What the words behind `mlops <action>` say: inputs by name, and whether help is asked for. */
export interface Words {
  readonly inputs: Map<string, Said>;
  readonly help: boolean;
}

/** `--input value`, `--input=value`, `--flag` for true; a repeated input adds a line. */
export function parseLine(words: readonly string[]): Words {
  const inputs = new Map<string, Said>();
  let help = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--help' || word === '-h') {
      help = true;
      continue;
    }
    if (!word.startsWith('--')) {
      const remedy = 'Inputs are written --name value; mlops <action> --help lists them.';
      throw new Mistake({ subject: word, what: 'is not understood', remedy });
    }
    const [name = '', inline] = splitOnce(word.slice(2), '=');
    const next = words[index + 1];
    const text = inline ?? (next !== undefined && !next.startsWith('--') ? next : 'true');
    if (inline === undefined && text === next) index++;
    add(inputs, name, text);
  }
  return { inputs, help };
}

function add(inputs: Map<string, Said>, name: string, text: string): void {
  const before = inputs.get(name)?.said;
  const joined = before !== undefined && 'text' in before ? `${before.text}\n${text}` : text;
  inputs.set(name, { where: `--${name}`, said: { text: joined } });
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const cut = text.indexOf(by);
  return cut < 0 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)];
}
