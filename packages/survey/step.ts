import type { Manager } from './packaging.ts';
import type { Scoring } from './survey.ts';

/** What there is to do after the files are written. */
export interface Situation {
  /** how the command line is called */
  readonly program: string;
  readonly model: string;
  readonly manager: Manager | null;
  readonly scoring: Pick<Scoring, 'script' | 'obeys'> | null;
  /** does mlops.yml say how to train, and what the gate judges? */
  readonly trains: boolean;
  readonly judges: boolean;
  /** lines of mlops.yml with TODO, and with a guess */
  readonly todos: number;
  readonly guesses: number;
  /** outputs that git would show */
  readonly shown: readonly string[];
  /** is it a git repository? */
  readonly git: boolean;
  /** workflows by their file name, with how many lines are marked `change` in each */
  readonly workflows: readonly { readonly path: string; readonly changes: number }[];
  /** data that no checkout has */
  readonly away: readonly string[];
}

/** What to do next, at most five things, each with its command. */
export function stepsAfter(situation: Situation): string[] {
  const { manager, scoring } = situation;
  const lock = manager?.lock === null ? manager.making : null;
  return [
    ...(lock === null ? [] : [`Make a lock file, and take its "# " away in mlops.yml: ${lock.command}`]),
    ...reading(situation),
    ...(scoring?.obeys === true ? [] : [scoringStep(scoring)]),
    trying(situation),
    publishing(situation),
  ];
}

function reading({ todos, guesses }: Situation): string[] {
  if (todos + guesses === 0) return [];
  const parts = [
    ...(todos === 0 ? [] : [`${todos} TODO ${todos === 1 ? 'wants' : 'want'} an answer`]),
    ...(guesses === 0 ? [] : [`${guesses} ${guesses === 1 ? 'guess wants' : 'guesses want'} a look`]),
  ];
  return [`Read mlops.yml: ${parts.join(', ')}: grep -n "TODO\\|guessed" mlops.yml`];
}

function scoringStep(scoring: Situation['scoring']): string {
  const does =
    'load the model from os.environ["MLOPS_MODEL"] and write a row a case to os.environ["MLOPS_PREDICTIONS"]';
  return scoring === null
    ? `Write a script that scores, and name it under evaluate: it has to ${does}`
    : `Change ${scoring.script ?? 'what evaluate runs'}: it has to ${does}`;
}

function trying(situation: Situation): string {
  const { program, trains, judges } = situation;
  const commands = [...(judges || !trains ? [] : [`${program} run train`]), `${program} run`];
  return `Try it here: ${commands.join(', and with evaluate filled in ')}${ignoring(situation)}`;
}

function ignoring({ shown }: Situation): string {
  if (shown.length === 0) return '';
  return ` (after git ignores what it writes: ${shown.map((path) => `echo ${path} >> .gitignore`).join('; ')})`;
}

function publishing({ program, git, workflows, model, away, shown, scoring }: Situation): string {
  if (!git)
    return `Make it a git repository, whose commits records and baselines name: git init; ${program} init then adds the workflows`;
  if (workflows.length === 0)
    return 'Commit mlops.yml; mlops init --workflow pr-gate adds the gate of pull requests.';
  const changes = workflows.reduce((sum, one) => sum + one.changes, 0);
  const changed = [
    ...(shown.length === 0 ? [] : ['.gitignore']),
    ...(scoring === null || scoring.obeys || scoring.script === null ? [] : [scoring.script]),
  ];
  const files = ['mlops.yml', ...workflows.map(({ path }) => path), ...changed].join(' ');
  const parts = [
    ...(changes === 0
      ? []
      : [
          `look at ${changes} lines marked "change": grep -n "# change" ${workflows.map(({ path }) => path).join(' ')}`,
        ]),
    ...(away.length === 0 ? [] : [`have a step bring ${away.join(', ')}, which git does not have`]),
    `commit them (git add ${files}), and open a pull request`,
    ...(workflows.some(({ path }) => path.endsWith('mlops-pr-gate.yml'))
      ? [
          `then make the check mlops/${model} required: Settings > Rules > Rulesets > Require status checks to pass`,
        ]
      : []),
  ];
  const text = parts.join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
