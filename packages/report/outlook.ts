import { wrap } from './cell.ts';
import { duration } from './number.ts';
import { loggable } from './visible.ts';

/** What a stage would do if it ran now, as it is told. */
interface Told {
  readonly stage: string;
  readonly key: string | null;
  readonly fate: 'skip' | 'run' | 'unknown';
  readonly savedSeconds: number | null;
  readonly because: string;
  readonly explanation: {
    readonly nearest: string | null;
    readonly reasons: readonly { readonly text: string }[];
  } | null;
}

const FATE = { skip: 'would be skipped', run: 'would run', unknown: 'not known yet' } as const;
const WIDTH = 80;

/** Stage, fate and key in a line each, the reasons below it: one line a difference. */
export function outlookText(outlooks: readonly Told[]): string {
  if (outlooks.length === 0) return 'No dataset here has a producer: there is nothing to explain.';
  const names = Math.max(...outlooks.map(({ stage }) => stage.length));
  return outlooks.map((one) => [headline(one, names), ...reasonsOf(one)].join('\n')).join('\n');
}

function headline({ stage, key, fate, savedSeconds }: Told, names: number): string {
  const saved = savedSeconds === null ? '' : `, saves ${duration(savedSeconds)}`;
  const named = key === null ? '' : `  key ${key.slice(0, 12)}`;
  return `${loggable(stage).padEnd(names)}  ${FATE[fate]}${saved}${named}`;
}

function reasonsOf({ because, explanation }: Told): string[] {
  const indented = (text: string) => wrap(loggable(text), WIDTH - 4).map((line) => `    ${line}`);
  if (explanation === null || explanation.reasons.length === 0) return indented(because);
  const nearest = `compared with key ${explanation.nearest?.slice(0, 12)}, the nearest that led to a result:`;
  return [...indented(nearest), ...explanation.reasons.flatMap(({ text }) => indented(`- ${text}`))];
}
