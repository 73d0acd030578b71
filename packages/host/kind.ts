/** GitHub where GITHUB_ACTIONS says so, else this machine; MLOPS_HOST decides over both, whatever it says. */
export function hostKind(env: Readonly<Record<string, string | undefined>>): string {
  return env['MLOPS_HOST'] || (env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'local');
}
