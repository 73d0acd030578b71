import type { Dataset, Project } from '#project/project';
import type { Digest } from '#record/digest';
import { digestNamed, type Told } from '#record/reading';
import { declared } from '../dataset.ts';
import type { Ancestry } from './ancestry.ts';
import type { RecordRead } from './found.ts';
import { instructionOf, said } from './instruction.ts';

/** A dataset that a stage of the replay reads. */
export interface Wanted {
  readonly name: string;
  /** relative to the project folder */
  readonly path: string;
  /** what it was; null where no record says so */
  readonly digest: Digest | null;
  /** how it is made, where it is made */
  readonly maker: Maker | null;
}

interface Maker {
  readonly dataset: Dataset & { readonly run: string };
  /** the record of its making; null where mlops.yml at the commit says how */
  readonly record: RecordRead | null;
}

/** The datasets a record names, each with its maker: as its own record says, else as mlops.yml at the commit does. */
export function wantedBy(told: Told, ancestry: Ancestry, base: Project): Wanted[] {
  return Object.entries(instructionOf(told).data).map(([name, path]) => ({
    name,
    path,
    digest: digestNamed(told.dependencies, `data:${name}`),
    maker: makerOf(name, path, ancestry.of(told, `data:${name}`), base),
  }));
}

/** The datasets of a stage of which only mlops.yml tells; `told`: the record that may know their digests. */
export function wantedByProject(section: 'train' | 'evaluate', base: Project, told: Told): Wanted[] {
  const given = base.section(section).get('data')?.said;
  const value = given !== undefined && 'value' in given ? given.value : [];
  const entries = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  return entries.map((entry) => {
    const { name, path } = declared(entry, { project: base });
    return {
      name,
      path,
      digest: digestNamed(told.dependencies, `data:${name}`),
      maker: makerOf(name, path, null, base),
    };
  });
}

/** The dataset that a record of its making is of. */
export function wantedOf(record: RecordRead): Wanted | null {
  const { told } = record;
  const { name } = told;
  const path = said(told, 'path');
  if (name === null || path === null) return null;
  const subject = `data:${name}`;
  return {
    name,
    path,
    digest: digestNamed(told.subjects, subject),
    maker: recordedMaker(name, path, record),
  };
}

function makerOf(name: string, path: string, record: RecordRead | null, base: Project): Maker | null {
  const recorded = record === null ? null : recordedMaker(name, path, record);
  if (recorded !== null) return recorded;
  const dataset = base.datasets.get(name);
  if (dataset?.run === undefined) return null;
  return { dataset: { ...dataset, path, run: dataset.run }, record: null };
}

function recordedMaker(name: string, path: string, record: RecordRead): Maker | null {
  const run = said(record.told, 'run');
  if (run === null) return null;
  const { code } = instructionOf(record.told);
  return { dataset: { name, path, run, code, env: Object.keys(record.told.env) }, record };
}
