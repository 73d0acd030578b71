/** The artifact that carries a posting from who reads to who posts: `mlops-<model>-report[-<name>]`. */
export function postingArtifact(model: string, name: string | null): string {
  return ['mlops', model, 'report', ...(name === null ? [] : [name])].join('-');
}

/** Is an artifact one that may hold a posting? */
export function holdsPosting(artifact: string): boolean {
  return /^mlops-.+-report(?:-.+)?$/.test(artifact);
}
