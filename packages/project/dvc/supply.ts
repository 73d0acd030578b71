import { posix } from 'node:path';
import { modelNameFrom } from '../project.ts';
import { NAME } from '../sections.ts';
import { closure, type Made } from './graph.ts';
import { type Inputs, inputsOf, type Workspace } from './inputs.ts';
import { covers } from './place.ts';
import type { Repository } from './repository.ts';
import { script } from './shell.ts';
import type { Stage } from './stage.ts';

/** A dataset of mlops.yml. */
export interface Supplied {
  readonly name: string;
  readonly path: string;
  /** null where nothing makes it: tracked by DVC, in git, or made together with another */
  readonly run: string | null;
  readonly code: readonly string[];
  /** where it comes from, for the report: `stages prepare, featurize`, `data/raw.dvc` */
  readonly from: string;
  /** the stages its command performs */
  readonly stages: readonly Stage[];
  /** the dataset whose command makes it too, which has to be named before it */
  readonly with: string | null;
}

/** The datasets found so far; names are given once. */
export class Supply {
  readonly #repository: Repository;
  readonly #workspace: Workspace;
  readonly #wanted: readonly Made[];
  readonly #datasets: Supplied[] = [];

  /** `wanted`: every out that any section reads */
  constructor(repository: Repository, workspace: Workspace, wanted: readonly Made[]) {
    this.#repository = repository;
    this.#workspace = workspace;
    this.#wanted = wanted;
  }

  get datasets(): readonly Supplied[] {
    return this.#datasets;
  }

  /** Data that lies there: its name. A second call for the same path gives the same name. */
  lying(path: string, from: string): string {
    const known = this.#datasets.find((one) => one.path === path);
    return known?.name ?? this.#add({ path, run: null, code: [], from, stages: [], with: null });
  }

  /**
   * Names of the datasets for outs that one section reads. Stages that share work are one command, whose key
   * holds all of their code: a change anywhere before makes it all anew, and nothing is ever made twice.
   */
  made(needs: readonly Made[]): string[] {
    const known = needs.filter(({ out }) => this.#datasets.some(({ path }) => covers(path, out.path)));
    const fresh = needs.filter((need) => !known.includes(need));
    const before = known.flatMap(({ out }) => {
      const dataset = this.#datasets.find(({ path }) => covers(path, out.path));
      return dataset === undefined ? [] : [...(dataset.with === null ? [] : [dataset.with]), dataset.name];
    });
    const after = this.#components(fresh).flatMap((component) => this.#together(component));
    return [...new Set([...before, ...after])];
  }

  /** Needs grouped so that those with a stage in common before them are together. */
  #components(needs: readonly Made[]): Made[][] {
    const { stages } = this.#repository;
    return needs.reduce<Made[][]>((groups, need) => {
      const own = closure([need.stage], stages);
      const touches = (group: Made[]) =>
        closure(
          group.map(({ stage }) => stage),
          stages,
        ).some((stage) => own.includes(stage));
      return [...groups.filter((group) => !touches(group)), [...groups.filter(touches).flat(), need]];
    }, []);
  }

  #together(needs: readonly Made[]): string[] {
    const stages = closure(
      needs.map(({ stage }) => stage),
      this.#repository.stages,
    );
    const from = `${stages.length === 1 ? 'stage' : 'stages'} ${stages.map(({ name }) => name).join(', ')}`;
    const made = { run: script(stages), code: this.#codeOf(stages), from, stages };
    const folder = this.#folderOf(needs);
    if (folder !== null) return [this.#add({ path: folder, ...made, with: null })];
    const sorted = [...needs].sort((one, other) => stages.indexOf(other.stage) - stages.indexOf(one.stage));
    const [last, ...more] = sorted.map(({ out }) => out.path);
    const lead = this.#add({ path: last ?? '', ...made, with: null });
    const lying = { run: null, code: [], from, stages: [], with: lead };
    return [lead, ...more.map((path) => this.#add({ path, ...lying }))];
  }

  /**
   * The one folder (or file) for outs that are wanted of the same stages: it holds them all and nothing else that
   * DVC or git know. Null where there is none.
   */
  #folderOf(needs: readonly Made[]): string | null {
    const stages = new Set(needs.map(({ stage }) => stage));
    const paths = [
      ...new Set(
        [...needs, ...this.#wanted.filter(({ stage }) => stages.has(stage))].map(({ out }) => out.path),
      ),
    ];
    const [first = '', ...more] = paths;
    const folder = posix.dirname(first);
    const shared = more.length > 0 && folder !== '.' && more.every((path) => posix.dirname(path) === folder);
    if (shared && !this.#others(paths).some((path) => covers(folder, path))) return folder;
    return needs.length === 1 ? (needs[0]?.out.path ?? null) : null;
  }

  /** What git or DVC know beside these paths. */
  #others(paths: readonly string[]): string[] {
    const { stages, kept } = this.#repository;
    return [
      ...this.#workspace.visible.filter((path) => posix.basename(path) !== '.gitignore'),
      ...stages.flatMap(({ outs }) => outs.map(({ path }) => path)),
      ...kept.filter(({ stage }) => stage === null).map(({ path }) => path),
    ].filter((path) => !paths.includes(path));
  }

  /** What a producer's key has to hold: code, the `.dvc` files of what it reads, parameter files. */
  #codeOf(stages: readonly Stage[]): string[] {
    const inputs = stages.map((stage): Inputs => inputsOf(stage, this.#repository, this.#workspace));
    const seen = (path: string) =>
      this.#workspace.visible.some((one) => covers(path.replace(/\/$/, ''), one));
    return [
      ...new Set(
        inputs.flatMap(({ code, pointers, data, params }) => [...code, ...data, ...params, ...pointers]),
      ),
    ].filter(seen);
  }

  #add(dataset: Omit<Supplied, 'name'>): string {
    const name = this.#nameFor(dataset.path);
    this.#datasets.push({ name, ...dataset });
    return name;
  }

  /** The path's last part, with the one before it or a number where that is taken. */
  #nameFor(path: string): string {
    const parts = path.replace(/^(\.\.\/)+/, '').split('/');
    const last = (parts.at(-1) ?? '').replace(/(?<=.)\.[^.]*$/, '');
    const wishes = [
      last,
      `${parts.at(-2) ?? ''}-${last}`,
      ...Array.from({ length: 1000 }, (_, at) => `${last}-${at + 2}`),
    ];
    const free = wishes
      .map(modelNameFrom)
      .find((name) => NAME.test(name) && !this.#datasets.some((one) => one.name === name));
    return free ?? 'data';
  }
}
