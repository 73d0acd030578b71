/** How the refs begin that keep the result of a stage for good. */
export const STORE = 'store/';

/** Where the result of a stage at a commit is kept: `store/<commit>/<stage>[-<instance>]`. */
export function storeName(commit: string, stage: string, instance: string | null): string {
  return `${STORE}${commit}/${[stage, ...(instance === null ? [] : [instance])].join('-')}`;
}

/** The commit of such a ref; null for the name of another one. */
export function storedCommit(name: string): string | null {
  return name.startsWith(STORE) ? (name.split('/')[1] ?? null) : null;
}
