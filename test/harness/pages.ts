import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

/** The pages people read: README.md and the like, `docs/`, and what lies beside each action and template. */
export function pages(): string[] {
  const folders = ['.', 'docs', 'workflows-templates', ...children('actions'), ...children('examples')];
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
}

function children(folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

/** The YAML blocks of a page, in order. */
export function yamlBlocks(page: string): string[] {
  const source = readFileSync(join(root, page), 'utf8');
  return [...source.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

const Needs = z.union([z.string(), z.array(z.string())]).default([]);
const Job = z.object({ steps: z.unknown().optional(), uses: z.unknown().optional(), needs: Needs });
const Steps = z.array(z.union([z.object({ uses: z.string() }), z.object({ run: z.string() })])).min(1);
const Jobs = z.record(z.string(), Job).refine((jobs) => Object.values(jobs).every(isJob));
const Workflow = z.object({ on: z.unknown().optional(), jobs: Jobs });

function isJob(job: z.infer<typeof Job>): boolean {
  return job.steps !== undefined || job.uses !== undefined;
}

/**
 * A block as a whole workflow: as it is, where it is one; jobs and steps in what is needed around them. Null where it
 * shows no part of a workflow.
 */
export function asWorkflow(block: string): string | null {
  const shown: unknown = parse(block);
  const { data: whole } = Workflow.safeParse(shown);
  if (whole?.on !== undefined) return block;
  if (whole !== undefined) return asWorkflow(block.replace(/^jobs:\n/m, '').replaceAll(/^ {2}/gm, ''));
  if (Steps.safeParse(shown).success)
    return `${HEAD}  steps:\n    runs-on: ubuntu-latest\n    steps:\n${indented(block, 6)}`;
  const { data: jobs } = Jobs.safeParse(shown);
  if (jobs === undefined || Object.keys(jobs).length === 0) return null;
  const before = Object.values(jobs)
    .flatMap(({ needs }) => needs)
    .filter((need, at, all) => !(need in jobs) && all.indexOf(need) === at)
    .map((need) => `  ${need}: { runs-on: ubuntu-latest, steps: [{ run: "true" }] }\n`);
  return HEAD + before.join('') + indented(withMachine(block), 2);
}

const HEAD = 'on: push\npermissions: { contents: read, actions: read }\njobs:\n';

/** A page leaves out what every job has. */
function withMachine(jobs: string): string {
  if (jobs.includes('runs-on:')) return jobs;
  return jobs.replaceAll(/^([\w-]+:)$/gm, '$1\n  runs-on: ubuntu-latest');
}

function indented(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}
