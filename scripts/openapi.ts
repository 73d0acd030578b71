import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Cuts the operations the tests use out of GitHub's OpenAPI description, with everything they refer to:
 * `node scripts/openapi.ts <folder of @octokit/openapi 23.0.2>`. The whole package has 385 MB.
 */
const OPERATIONS = [
  'git/create-blob', 'git/get-blob', 'git/create-tree', 'git/get-tree', 'git/create-commit', 'git/get-commit', 'git/get-ref',
  'git/create-ref', 'git/update-ref',
];
const METHODS = ['get', 'post', 'patch', 'put', 'delete'];
type Tree = Record<string, unknown>;

const [folder = ''] = process.argv.slice(2);
const whole: Tree = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'));

function branch(value: unknown): Tree {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function lookup(pointer: string): unknown {
  return pointer.replace('#/', '').split('/').reduce<unknown>((at, key) => branch(at)[key], whole);
}

const paths: Tree = {};
for (const [path, item] of Object.entries(branch(whole['paths']))) {
  const kept = Object.entries(branch(item)).filter(([method, operation]) => !METHODS.includes(method) || OPERATIONS.includes(String(branch(operation)['operationId'])));
  if (kept.some(([method]) => METHODS.includes(method))) paths[path] = Object.fromEntries(kept.map(([method, operation]) => [method, withoutExamples(operation)]));
}

function withoutExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !['example', 'examples', 'externalDocs', 'x-github'].includes(key) && !(key === 'description' && 'summary' in value));
  return Object.fromEntries(kept.map(([key, below]) => [key, withoutExamples(below)]));
}

const components: Record<string, Tree> = {};
function collect(value: unknown): void {
  for (const [, pointer = ''] of JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)) {
    const [, , kind = '', name = ''] = pointer.split('/');
    if (components[kind]?.[name] !== undefined) continue;
    const found = withoutExamples(lookup(pointer));
    components[kind] = { ...components[kind], [name]: found };
    collect(found);
  }
}
collect(paths);
const origin = 'Extract of @octokit/openapi 23.0.2, generated/api.github.com.json (MIT), made by scripts/openapi.ts';
const info = { ...branch(whole['info']), description: origin };
writeFileSync(join(import.meta.dirname, '../test/harness/openapi/extract.json'), `${JSON.stringify({ openapi: whole['openapi'], info, paths, components }, null, 1)}\n`);
