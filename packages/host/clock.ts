import type { Clock } from '#kit/ports';

export const systemClock: Clock = { now: () => new Date(), elapsed: () => performance.now() };
