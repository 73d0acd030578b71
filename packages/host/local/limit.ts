import { Mistake } from '#kit/outcome';

const UNITS: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const DEFAULT = 10e9;

/** Bytes the cache may hold, from MLOPS_CACHE_SIZE (`20 GB`); 10 GB when it is not set. */
export function cacheLimit(said: string | undefined): number {
  if (said === undefined || said.trim() === '') return DEFAULT;
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(said) ?? [];
  const factor = UNITS[unit ?? ''];
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor;
  const remedy = `Write a number and one of ${Object.keys(UNITS).join(', ')}, e.g. 20 GB.`;
  throw new Mistake({ subject: 'MLOPS_CACHE_SIZE', what: 'is no size', remedy, value: said });
}
