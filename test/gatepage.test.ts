import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runCli } from '#harness/bundle';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';

/** docs/gate.md, held against the program and the templates. */
const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/gate.md'), 'utf8');
const blocks = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', text = '']) =>
  text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);
const Shown = z.object({ evaluate: z.object({ gates: z.array(z.string()) }) });

test('the gates it shows are judged: floors alone at first, then beside the baseline', async () => {
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const { gates } = Shown.parse(parse(block)).evaluate;
    using project = tinyProject({
      'mlops.yml': changed('gates: ["roc_auc >= 0.7"]', `gates: ${JSON.stringify(gates)}`),
    });
    const first = await runCli(['run'], project);
    expect(first.status, first.log).toBe(0);
    expect(first.log).toContain('not judged');
    project.write({ 'predictions.csv': PREDICTIONS.replaceAll('1,1,0.8', '1,1,0.9') }).commit('another');
    const second = await runCli(['run'], project);
    expect(second.status, second.log).toBe(0);
    expect(second.log).not.toContain('not judged');
  }
});

test('the workflows it names are there, and make the check it names', () => {
  const named = new Set([...page.matchAll(/mlops-[a-z-]+\.yml/g)].map(([name]) => name));
  expect(named.size).toBe(3);
  for (const name of named) expect(existsSync(join(root, 'workflows-templates', name)), name).toBe(true);
});
