import { isThere, type Sight } from './sight.ts';

/** Where a project's MLflow runs go: a store on disk, a server, or it is not said. */
export type Tracking =
  | { readonly kind: 'store'; readonly path: string; readonly from: string }
  | { readonly kind: 'server'; readonly from: string }
  | { readonly kind: 'unknown'; readonly from: string };

/** Null: training does not log to MLflow. */
export function trackingIn(files: readonly string[], sight: Sight): Tracking | null {
  const logging = files.find((file) => /^\s*(import|from)\s+mlflow\b/m.test(sight.texts.get(file) ?? ''));
  if (logging === undefined) return null;
  for (const file of files) {
    const source = sight.texts.get(file) ?? '';
    const found = /\bset_tracking_uri\(\s*(?:uri\s*=\s*)?["']([^"']+)["']/.exec(source);
    if (found === null) continue;
    const from = `${file}:${source.slice(0, found.index).split('\n').length}`;
    const [, path] =
      /^(?:sqlite:\/\/\/|file:(?:\/\/)?)?(?:\.\/)?([\w.-][\w./-]*)$/.exec(found[1] ?? '') ?? [];
    return path === undefined || found[1] === 'databricks'
      ? { kind: 'server', from }
      : { kind: 'store', path, from };
  }
  const path = ['mlruns', 'mlflow.db'].find((name) => isThere(name, sight));
  return path === undefined
    ? { kind: 'unknown', from: logging }
    : { kind: 'store', path, from: `${path}, which is there` };
}
