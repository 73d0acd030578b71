import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from '#actions/pipeline/action';
import { ACTIONS } from '#cli/actions';
import { GRAMMAR } from '#judge/gate/gate';
import { readmeTables } from '#kit/manifest';
import { jsonSchema } from '#project/schema';

/**
 * Writes what is generated: the tables of each action's README between its markers, the grammar of gates, and the JSON
 * Schema of mlops.yml. `--check` writes nothing and fails when something is stale.
 */
const root = join(import.meta.dirname, '..');
const START = '<!-- generated from action.ts: npm run readme -->';
const END = '<!-- end of generated -->';

const GRAMMAR_START = '<!-- generated from packages/judge/gate/gate.ts: npm run readme -->';

function withTables(source: string, tables: string, start = START): string {
  const [before = '', rest = ''] = source.split(start);
  const after = rest.split(END)[1] ?? '\n';
  return `${before}${start}\n\n${tables}\n\n${END}${after}`;
}

function put(path: string, content: string): boolean {
  const full = join(root, path);
  const before = readFileSync(full, { encoding: 'utf8', flag: 'a+' });
  if (before === content) return true;
  if (process.argv.includes('--check')) process.stderr.write(`${path} is stale: npm run readme\n`);
  else writeFileSync(full, content);
  return false;
}

const fresh = [...ACTIONS, pipeline].map((action) => {
  const path = `actions/${action.name}/README.md`;
  return put(path, withTables(readFileSync(join(root, path), 'utf8'), readmeTables(action)));
});
const page = 'docs/configuration.md';
const grammar = `\`\`\`\n${GRAMMAR}\`\`\``;
fresh.push(put(page, withTables(readFileSync(join(root, page), 'utf8'), grammar, GRAMMAR_START)));
fresh.push(put('docs/schema/mlops.schema.json', `${JSON.stringify(jsonSchema(), null, 2)}\n`));
if (process.argv.includes('--check') && fresh.includes(false)) process.exit(1);
