/** What of this machine stands for the signs by which a record leaves out the paths of the machine it was made on. */
export interface Roots {
  /** absolute, the clean checkout */
  readonly workspace: string;
  readonly home: string | null;
  readonly user: string | null;
}

/** `<workspace>/…`, `<home>/…` and `<user>` of a record as paths of this machine; `signs`: those that were there. */
export function rooted<T>(value: T, roots: Roots): { readonly value: T; readonly signs: readonly string[] } {
  const signs = new Set<string>();
  const text = (said: string) =>
    said.replaceAll(/<(workspace|home|user)>/g, (sign, name: keyof Roots) => {
      const root = roots[name];
      if (root === null) return sign;
      signs.add(sign);
      return root;
    });
  const walk = (found: unknown): unknown => {
    if (typeof found === 'string') return text(found);
    if (typeof found !== 'object' || found === null) return found;
    if (Array.isArray(found)) return found.map(walk);
    return Object.fromEntries(Object.entries(found).map(([name, one]) => [text(name), walk(one)]));
  };
  // texts became texts, and all else is as it was
  return { value: walk(value) as T, signs: [...signs] };
}
