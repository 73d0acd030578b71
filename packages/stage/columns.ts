import { type Roles, rolesOf } from '#metrics/roles';
import type { Project } from '#project/project';

/** `evaluate: columns:` of mlops.yml, for stages that read predictions after evaluate; a role's own name needs no mention. */
export function evaluatedColumns(project: Project): Roles {
  const said = project.section('evaluate').get('columns')?.said;
  const columns = said !== undefined && 'value' in said ? Object.entries(Object(said.value ?? {})) : [];
  return rolesOf(Object.fromEntries(columns));
}
