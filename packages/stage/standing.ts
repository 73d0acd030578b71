import type { Acceptance, Accepting } from '#judge/decision/acceptance';
import type { Rules } from '#judge/gate/change';
import { parseGates, printGate } from '#judge/gate/gate';
import { parseAllowance, parseTerms } from '#judge/terms';
import { declare, type Values } from '#kit/declaration';
import { Fault, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { read } from '#kit/read';
import { type Project, parseProject } from '#project/project';
import { evaluateFields } from '#project/sections';
import { type Way, waysOf } from '#project/way';
import { brief } from '#report/facts';
import { basename } from './digest.ts';
import { judgedCommit } from './judgedcommit.ts';
import { folderOf, type Scene } from './scene.ts';

/** By what a change is judged beside its own gates: those it found, and red ones that a person lets pass. */
export interface Standing {
  /** the commit that the change left; null: nothing is proposed, or that is not known */
  readonly base: string | null;
  /** null: nothing is proposed, or it is not known what was before */
  readonly before: Rules | null;
  /** the ways to a baseline as they were, where the change says others; null: it says none */
  readonly baseline: readonly string[] | null;
  readonly accepting: Accepting;
  readonly notes: readonly string[];
}

type Wish = Rules & { readonly accept: readonly Acceptance[]; readonly baseline: readonly string[] };

/** What it takes to look back. */
interface Place extends Pick<Scene, 'project' | 'model'> {
  readonly host: Pick<Host, 'kind' | 'run' | 'history' | 'clock'> & {
    readonly files: Pick<Host['files'], 'root' | 'workspace'>;
  };
}

/**
 * Reads mlops.yml as it stands where the change left its base: of a proposal, and on a laptop on anything but the
 * default branch. Gates that come from elsewhere are compared with nothing. What cannot be read is noted.
 */
export async function standingOf(wish: Wish, scene: Place): Promise<Standing> {
  const { host, project } = scene;
  const today = host.clock.now().toISOString().slice(0, 10);
  const alone = (...notes: string[]): Standing => ({
    base: null,
    before: null,
    baseline: null,
    accepting: { acceptances: wish.accept, today },
    notes,
  });
  const { file } = project;
  if (file === null) return alone();
  try {
    const base = await baseOf(host);
    if (base === null) return alone();
    if (!isOwn(wish, project)) return alone(...(host.run.proposal === null ? [] : [ELSEWHERE]));
    const was = await projectAt(base, file, scene);
    const { accept, baseline: ways, ...before } = rulesOf(was);
    const known = new Set(accept.map((one) => JSON.stringify(one)));
    const acceptances = wish.accept.map((one) =>
      known.has(JSON.stringify(one)) ? one : { ...one, added: true },
    );
    const silent = was.section('evaluate').size === 0;
    const { baseline, note } = silent ? AS_SAID : waysBefore(ways, wish.baseline, project);
    return {
      ...{ base, before, baseline },
      accepting: { acceptances, today },
      notes: [...altered(was, project), ...(note === null ? [] : [note])],
    };
  } catch (error) {
    // whoever cannot look back decides by what is there
    if (!(error instanceof Mistake || error instanceof Fault)) throw error;
    const [problem] = error instanceof Mistake ? error.problems : [];
    const why = problem === undefined ? error.message : `${problem.subject} ${problem.what}`;
    return alone(`gates of before this change are not known: ${why}`);
  }
}

const ELSEWHERE = 'gates are not said in mlops.yml alone: what they were before this change is not known';

/** The commit that the change left; null where nothing is proposed. */
async function baseOf({
  kind,
  run,
  history,
}: Pick<Host, 'kind' | 'run' | 'history'>): Promise<string | null> {
  const { commit, branch, defaultBranch, proposal } = run;
  if (proposal !== null) {
    const parted = await history.mergeBase(judgedCommit(run, proposal), proposal.base);
    return 'commit' in parted ? parted.commit : proposal.base;
  }
  if (kind !== 'local' || commit === null || defaultBranch === null) return null;
  if (branch === defaultBranch) return null;
  const tip = await history.tip(defaultBranch);
  if (!('commit' in tip)) return null;
  const parted = await history.mergeBase(commit, tip.commit);
  if (!('commit' in parted)) return null;
  // no branch is checked out: a commit of the default branch proposes nothing
  return branch === null && parted.commit === commit ? null : parted.commit;
}

/** mlops.yml of a commit; where it has none, a project that says nothing. */
async function projectAt(commit: string, file: string, { host, model }: Place): Promise<Project> {
  const path = [folderOf(host), basename(file)].filter((part) => part !== '').join('/');
  const from = `${path} of ${brief(commit)}`;
  const found = await host.history.file(commit, path);
  if (found !== null && 'unknown' in found)
    throw new Mistake({
      subject: from,
      what: `cannot be read: ${found.unknown}`,
      remedy: 'Fetch the commit.',
    });
  // a commit that nobody knows has no files either
  if (found === null && 'unknown' in (await host.history.firstParents(commit, 0)))
    throw new Mistake({
      subject: from,
      what: 'cannot be read: the commit is not known',
      remedy: 'Fetch it.',
    });
  const source = found === null ? 'schema: 1\n' : new TextDecoder().decode(found.bytes);
  try {
    return parseProject(source, from, model);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const [problem] = error.problems;
    const what = problem === undefined ? 'is no mlops.yml' : `says ${problem.subject}, which ${problem.what}`;
    throw new Mistake({ subject: from, what, remedy: 'Mend it there.' }, { cause: error });
  }
}

const { gates, confidence, allowance, accept } = evaluateFields;
const RULES = declare({
  name: 'evaluate',
  description: 'What has to hold.',
  permissions: {},
  section: 'evaluate',
  inputs: {
    gates,
    confidence,
    'min-n': evaluateFields['min-n'],
    'resampling-seed': evaluateFields['resampling-seed'],
    allowance,
    accept,
    baseline: evaluateFields.baseline,
  },
  outputs: {},
});

function rulesOf(project: Project): Rules & Pick<Values<typeof RULES.inputs>, 'accept' | 'baseline'> {
  const said = read(RULES, { line: new Map(), section: project.section('evaluate') });
  return {
    gates: parseGates(said.gates),
    terms: parseTerms(said),
    allowance: parseAllowance(said.allowance),
    accept: said.accept,
    baseline: said.baseline,
  };
}

/** The ways to a baseline that decide instead of those that are said, and what is to be known of that. */
interface WaysBefore {
  readonly baseline: readonly string[] | null;
  readonly note: string | null;
}

const AS_SAID: WaysBefore = { baseline: null, note: null };

/**
 * Who proposes something does not choose what it is compared with: the ways of before decide where mlops.yml says others
 * now, unless they cannot be asked any more. Ways that a workflow says are not mlops.yml's.
 */
function waysBefore(before: readonly string[], now: readonly string[], project: Project): WaysBefore {
  const was = waysOf(before, true);
  const is = waysOf(now, true);
  if (same(was, is) || !same(waysOf(rulesOf(project).baseline, true), is)) return AS_SAID;
  const alters = `this change also alters evaluate.baseline, to ${now.join(', ')}`;
  const said = before.join(', ');
  // a file or an artifact may be gone with the change
  if (was.some(({ kind }) => kind === 'file' || kind === 'artifact'))
    return {
      baseline: null,
      note: `${alters}, which decides: what was said before cannot be asked (${said})`,
    };
  return { baseline: before, note: `${alters}: compared by what it was, ${said}` };
}

function same(one: readonly Way[], other: readonly Way[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Do the gates, and what they are judged by, stand in mlops.yml? */
function isOwn(wish: Wish, project: Project): boolean {
  return spelled(rulesOf(project)) === spelled(wish);
}

function spelled({ gates, terms, allowance }: Rules): string {
  return JSON.stringify([gates.map(printGate), terms, allowance]);
}

/** Is it known that the change left the gates, and what they are judged by, as they were? */
export function isUnchanged({ before, notes }: Standing, now: Rules): boolean {
  return before !== null && notes.length === 0 && spelled(before) === spelled(now);
}

/** What else says what is measured. */
const MEASURED = [
  'run',
  'code',
  'env',
  'select',
  'task',
  'columns',
  'positive',
  'slices',
  'on',
  'predictions',
  'data',
  'metrics',
  'benchmark',
  'measures',
] as const;

function altered(before: Project, now: Project): string[] {
  const [was, is] = [before.section('evaluate'), now.section('evaluate')];
  const others = MEASURED.filter(
    (key) => JSON.stringify(was.get(key)?.said) !== JSON.stringify(is.get(key)?.said),
  );
  if (was.size === 0 || others.length === 0) return [];
  return [`this change also alters what is measured: ${others.map((key) => `evaluate.${key}`).join(', ')}`];
}
