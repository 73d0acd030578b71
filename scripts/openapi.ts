import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Cuts the operations that tests use out of GitHub's OpenAPI description, with everything they refer to:
 * `npm install --prefix /tmp/openapi @octokit/openapi@23.0.2 && node scripts/openapi.ts /tmp/openapi`.
 * The whole package has 385 MB, so the cut is committed (test/harness/openapi).
 */
const VERSION = '23.0.2';
const OPERATIONS = [
  ...['get', 'list-commits', 'get-branch', 'get-content'].map((id) => `repos/${id}`),
  'repos/compare-commits-with-basehead',
  ...['create-blob', 'get-blob', 'create-tree', 'get-tree', 'create-commit', 'get-commit'].map(
    (id) => `git/${id}`,
  ),
  ...['get-ref', 'list-matching-refs', 'create-ref', 'update-ref', 'delete-ref'].map((id) => `git/${id}`),
  ...['get-workflow-run', 'list-workflow-runs-for-repo'].map((id) => `actions/${id}`),
  ...['list-workflow-run-artifacts', 'list-artifacts-for-repo'].map((id) => `actions/${id}`),
  ...['pulls/list', 'pulls/get'],
  ...['get-artifact', 'download-artifact', 'delete-artifact'].map((id) => `actions/${id}`),
  ...['list-for-repo', 'create', 'update', 'create-comment', 'get-label', 'create-label'].map(
    (id) => `issues/${id}`,
  ),
  ...['list-comments', 'update-comment', 'delete-comment'].map((id) => `issues/${id}`),
  ...['create', 'get', 'update', 'list-for-ref'].map((id) => `checks/${id}`),
  'repos/create-commit-status',
  ...['repos/create-dispatch-event', 'actions/create-workflow-dispatch', 'users/get-authenticated'],
  ...['list-deployments', 'create-deployment', 'list-deployment-statuses', 'create-deployment-status'].map(
    (id) => `repos/${id}`,
  ),
];

/** Left out: long, and nothing is checked against them. */
const PROSE = [
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'x-github',
  'tags',
  'title',
  'links',
];

/** Their keys are names of the API, which may read like one of the above. */
const NAMED = [
  'properties',
  'schemas',
  'parameters',
  'responses',
  'headers',
  'paths',
  'content',
  'patternProperties',
];

type Tree = Record<string, unknown>;

function branch(value: unknown): Tree {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function bare(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => names || !PROSE.includes(key));
  return Object.fromEntries(kept.map(([key, below]) => [key, bare(below, !names && NAMED.includes(key))]));
}

/** The paths of the operations asked for; one that is not there ends the script. */
function cut(whole: Tree): Tree {
  const missing = new Set(OPERATIONS);
  const paths: Tree = {};
  for (const [path, item] of Object.entries(branch(whole['paths']))) {
    const wanted = Object.entries(branch(item)).filter(([, operation]) =>
      missing.delete(String(branch(operation)['operationId'])),
    );
    if (wanted.length > 0)
      paths[path] = Object.fromEntries(wanted.map(([method, value]) => [method, bare(value)]));
  }
  if (missing.size > 0) throw new Error(`not in the description: ${[...missing].join(', ')}`);
  return paths;
}

/** Every component that is referred to, directly or through another one. */
function components(whole: Tree, roots: unknown): Tree {
  const found: Record<string, Tree> = {};
  const collect = (value: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(value).matchAll(
      /"#\/components\/(\w+)\/([^"/]+)"/g,
    )) {
      if (found[kind]?.[name] !== undefined) continue;
      const component = bare(branch(branch(whole['components'])[kind])[name]);
      found[kind] = { ...found[kind], [name]: component };
      collect(component);
    }
  };
  collect(roots);
  return found;
}

const [folder = ''] = process.argv.slice(2);
const home = join(folder, 'node_modules/@octokit/openapi');
const { version, license }: { version: string; license: string } = JSON.parse(
  readFileSync(join(home, 'package.json'), 'utf8'),
);
if (version !== VERSION) throw new Error(`@octokit/openapi is ${version}, not ${VERSION}`);
const whole: Tree = JSON.parse(readFileSync(join(home, 'generated/api.github.com.json'), 'utf8'));
const paths = cut(whole);
const info = {
  title: 'The operations of GitHub’s REST API that tests use',
  version,
  description: `Cut by scripts/openapi.ts from npm @octokit/openapi ${version}, generated/api.github.com.json.`,
  license: { name: license },
};
const extract = { openapi: whole['openapi'], info, paths, components: components(whole, paths) };
const target = join(import.meta.dirname, '../test/harness/openapi/extract.json');
writeFileSync(target, `${JSON.stringify(extract, null, 1)}\n`);
process.stdout.write(`${target}: ${OPERATIONS.length} operations\n`);
