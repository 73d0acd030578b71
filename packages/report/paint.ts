import { styleText } from 'node:util';
import type { Badge } from './badge.ts';

export type Paint = (tone: Badge['tone'], text: string) => string;

const COLOUR = { good: 'green', warn: 'yellow', bad: 'red', open: 'cyan' } as const;

/** Colours for a terminal, or none at all. Who asks has looked at NO_COLOR and whether it is a terminal. */
export function paint(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (tone, text) => styleText(COLOUR[tone], text, { validateStream: false });
}
