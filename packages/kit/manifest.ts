import { stringify } from 'yaml';
import type { Declaration } from './declaration.ts';
import type { Field } from './field.ts';

/** The parts of a declaration that are shown to people; any action's fits. */
export type Shown = Pick<
  Declaration,
  'name' | 'description' | 'permissions' | 'section' | 'inputs' | 'outputs'
>;

/** action.yml in the release tree, in `folder` of it; `main` is the stub beside the shared bundle. */
export function actionYml(action: Shown, folder: string = action.name): string {
  const inputs = Object.entries(action.inputs)
    .filter(([, { fileOnly }]) => fileOnly !== true)
    .map(([name, field]) => [name, { description: sentence(field), required: false, ...defaultOf(name) }]);
  const outputs = Object.entries(action.outputs).map(([name, description]) => [name, { description }]);
  const manifest = {
    name: folder === '' ? 'mlops' : `mlops ${action.name}`,
    description: action.description,
    author: 'mlops',
    branding: { icon: 'git-merge', color: 'blue' },
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    runs: { using: 'node24', main: `${folder === '' ? '' : '../'}lib/${action.name}.js` },
  };
  const origin = `# Generated from actions/${action.name}/action.ts by npm run build.\n`;
  return origin + stringify(manifest, { lineWidth: 110 });
}

/**
 * Defaults are applied by the action, not by the runner: an input that action.yml fills in could not be told
 * from one the user gave, and would win over mlops.yml. The token alone has to come from the runner.
 */
function defaultOf(name: string): { default?: string } {
  return name === 'github-token' ? { default: '${{ github.token }}' } : {};
}

function sentence(field: Field): string {
  const fallback = field.default ? ` Default: ${shownDefault(field.default)}.` : '';
  return `${field.description}${fallback}`;
}

/** Entries of a list, which stand one a line, in a row. */
function shownDefault(fallback: string): string {
  return fallback.replaceAll('\n', ', ');
}

/** Inputs, outputs and permissions as Markdown tables, for the README between its markers. */
export function readmeTables(action: Shown): string {
  const inputs = Object.entries(action.inputs).map(([name, field]) => {
    const fallback = field.required ? 'needed' : field.default ? `\`${shownDefault(field.default)}\`` : '';
    return `| \`${name}\` | ${field.kind} | ${fallback} | ${cell(field.description)} |`;
  });
  const outputs = Object.entries(action.outputs).map(([name, text]) => `| \`${name}\` | ${cell(text)} |`);
  return [
    '### Inputs\n',
    ...(action.section === null
      ? []
      : [`Each may stand under \`${action.section}:\` in mlops.yml instead.\n`]),
    '| input | takes | default | meaning |\n|---|---|---|---|',
    ...inputs,
    '\n### Outputs\n',
    '| output | meaning |\n|---|---|',
    ...outputs,
    '\n### Permissions\n',
    `\`\`\`yaml\n${permissionsBlock(action.permissions)}\`\`\``,
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The `permissions:` block a job needs; also the remedy printed with a 403. */
export function permissionsBlock(permissions: Shown['permissions']): string {
  if (Object.keys(permissions).length === 0) return 'permissions: {}\n';
  return stringify({ permissions });
}

/** `--help` of one action in at most `width` columns. */
export function help(action: Shown, width: number): string {
  const inputs = Object.entries(action.inputs).flatMap(([name, field]) => {
    const fallback = field.required
      ? ' (needed)'
      : field.default
        ? ` (default ${shownDefault(field.default)})`
        : '';
    return [`  --${name} <${field.kind}>`, ...wrap(`${field.description}${fallback}`, width, 6)];
  });
  const outputs = Object.entries(action.outputs).flatMap(([name, text]) => [
    `  ${name}`,
    ...wrap(text, width, 6),
  ]);
  const section =
    action.section === null
      ? []
      : wrap(
          `Each input may stand under ${action.section}: in mlops.yml instead; lists take one entry a line.`,
          width,
          0,
        );
  return [
    ...wrap(`mlops ${action.name}: ${action.description}`, width, 0),
    '',
    `Usage: mlops ${action.name} [--input value …]`,
    '',
    'Inputs',
    ...inputs,
    '',
    'Outputs',
    ...outputs,
    '',
    ...section,
  ].join('\n');
}

/** Words in lines of at most `width` columns, each indented; a longer word stands alone. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length + indent <= width || line === '') line = longer;
    else {
      lines.push(' '.repeat(indent) + line);
      line = word;
    }
  }
  return [...lines, ' '.repeat(indent) + line];
}
