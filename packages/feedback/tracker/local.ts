import * as z from 'zod/mini';
import type { Clock, Files } from '#kit/ports';
import type { Known, Tracker } from './tracker.ts';

const head = z.object({
  state: z.enum(['open', 'closed']),
  number: z.number(),
  title: z.string(),
  opened: z.string(),
  closed: z.nullable(z.string()),
});
type Head = z.infer<typeof head>;

interface Sheet {
  readonly head: Head;
  readonly body: string;
  readonly comments: readonly string[];
}

const COMMENT = '\n\n<!-- comment -->\n';
const SHEET = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/;

/** The issue on a laptop: a file whose front matter says whether it is open; comments follow the body. */
export function localTracker(path: string, files: Files, clock: Clock): Tracker {
  const read = async () => ((await files.exists(path)) === 'file' ? readSheet(await files.text(path)) : null);
  const write = ({ head: { state, number, title, opened, closed }, body, comments }: Sheet) => {
    const front = Object.entries({ state, number, title, opened, closed });
    const lines = front.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n');
    return files.write(path, `---\n${lines}\n---\n\n${[body, ...comments].join(COMMENT)}\n`);
  };
  const known = ({ head: { number, state }, body }: Sheet): Known => ({ number, state, body, url: null });
  return {
    async find(since) {
      const sheet = await read();
      if (sheet === null) return null;
      const { state, closed } = sheet.head;
      return state === 'open' || Date.parse(closed ?? '') >= since.getTime() ? known(sheet) : null;
    },
    async open(title, body) {
      const before = await read();
      const number = (before?.head.number ?? 0) + 1;
      const opened = clock.now().toISOString();
      const sheet: Sheet = {
        head: { state: 'open', number, title, opened, closed: null },
        body,
        comments: [],
      };
      await write(sheet);
      return { ...known(sheet), ours: true };
    },
    async change(_, { body, state }) {
      const sheet = await read();
      if (sheet === null) return;
      const closed = clock.now().toISOString();
      const now = state === undefined ? {} : { state, closed: state === 'closed' ? closed : null };
      await write({ ...sheet, head: { ...sheet.head, ...now }, body });
    },
    async comment(_, text) {
      const sheet = await read();
      if (sheet === null) return;
      const said = `${clock.now().toISOString()}: ${text}`;
      await write({ ...sheet, comments: [...sheet.comments, said] });
    },
    routes: { open: `write ${path}`, change: `write ${path}`, comment: `write ${path}` },
  };
}

/** Null for a file that is none of ours any more: a new one takes its place. */
function readSheet(text: string): Sheet | null {
  const [, front, rest] = SHEET.exec(text) ?? [];
  if (front === undefined || rest === undefined) return null;
  try {
    const pairs = front.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), JSON.parse(line.slice(at + 2))];
    });
    const [body = '', ...comments] = rest.trimEnd().split(COMMENT);
    return { head: head.parse(Object.fromEntries(pairs)), body, comments };
  } catch {
    return null;
  }
}
