/** Where a case does not say how near, numbers of the same arithmetic have to be this near. */
const ROUNDING = 1e-9;

export interface Difference {
  readonly at: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Where `got` is not as expected. Keys that are not expected do not matter. `tolerance`: by key, `abs` for all. */
export function differences(
  expected: unknown,
  got: unknown,
  tolerance: Readonly<Record<string, number>>,
  at = '',
): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return [{ at, expected, got }];
    return expected.flatMap((one, index) => differences(one, got[index], tolerance, `${at}[${index}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    const values: ReadonlyMap<string, unknown> =
      typeof got === 'object' && got !== null ? new Map(Object.entries(got)) : new Map();
    return Object.entries(expected).flatMap(([key, one]) =>
      differences(one, values.get(key), tolerance, at === '' ? key : `${at}.${key}`),
    );
  }
  const near = tolerance[at.split('.').at(-1) ?? ''] ?? tolerance['abs'];
  return isSame(expected, got, near) ? [] : [{ at, expected, got }];
}

function isSame(expected: unknown, got: unknown, near: number | undefined): boolean {
  if (typeof got !== 'number') return expected === got;
  if (typeof expected === 'string') return expected === String(got);
  if (typeof expected !== 'number') return false;
  return Math.abs(expected - got) <= (near ?? ROUNDING * Math.max(1, Math.abs(expected)));
}
