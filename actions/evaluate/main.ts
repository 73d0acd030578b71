import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { evaluate } from './action.ts';

export default story(evaluate, async (_inputs, _host, _project: Project) => ({ outputs: {} }));
