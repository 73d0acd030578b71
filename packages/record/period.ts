import { Mistake } from '#kit/outcome';

const UNITS = { min: 60e3, h: 3600e3, d: 86_400e3, w: 7 * 86_400e3 } as const;

/** A day, or a minute, second or fraction of it; without a zone it is UTC. */
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * The instant that a user names: `2026-11-24`, `2026-11-24T15:30Z`, or so long before `now`: `30min`, `12h`, `7d`, `2w`.
 * A day that is meant as an end is meant whole. Mistake: anything else, 30 February among it.
 */
export function instantOf(text: string, side: 'since' | 'until', now: Date): Date {
  const said = text.trim();
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(min|h|d|w)$/.exec(said) ?? [];
  const length = Object.entries(UNITS).find(([name]) => name === unit)?.[1];
  if (length !== undefined) return new Date(now.getTime() - Number(amount) * length);
  const day = said.slice(0, 10);
  if (ISO.test(said) && isDay(day)) {
    const whole = said.length === 10;
    const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(said.slice(10)) ? said : `${said}${whole ? 'T00:00' : ''}Z`;
    const at = new Date(zoned.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (!Number.isNaN(at.getTime()))
      return new Date(at.getTime() + (whole && side === 'until' ? UNITS.d - 1 : 0));
  }
  const remedy = 'Write a day (2026-11-24), a time (2026-11-24T15:30Z), or how long ago: 30min, 12h, 7d, 2w.';
  throw new Mistake({ subject: `--${side}`, what: 'is no time', remedy, value: text });
}

/** Date.parse takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
