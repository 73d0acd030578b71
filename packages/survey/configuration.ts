import { stringify } from 'yaml';
import { exampleModel } from './library.ts';
import type { Manager } from './packaging.ts';
import type { Survey } from './survey.ts';
import type { Task } from './task.ts';

const DOCS = 'https://github.com/org/mlops/blob/v1/docs';

/** What stands in front of a thing that the user has to say. */
const TODO = 'TODO';

/**
 * The text of mlops.yml. What was guessed says from what; what nothing tells stands in it as a comment with TODO and an
 * example, so that the file can be read as it is.
 */
export function configurationOf(model: string, found: Survey): string {
  const head = [
    '# Written by mlops init. What is a guess says so; what the files do not tell is left to you, as a comment.',
    `# What every key means: ${DOCS}/configuration.md`,
    'schema: 1',
    `model: ${model} # names artifacts, refs, comments and checks`,
  ];
  const sections = [head, environmentLines(found), dataLines(found), trainLines(found), evaluateLines(found)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The section `environment`, as lines. */
export function environmentLines({ manager, python }: Pick<Survey, 'manager' | 'python'>): string[] {
  if (manager === null) {
    const how = 'nothing says which packages it needs. List them in requirements.in, and lock them:';
    return commented([
      `# ${TODO} ${how}`,
      '# uv pip compile --universal --generate-hashes requirements.in -o requirements.txt',
      'environment: { lock: requirements.txt }',
    ]);
  }
  const version = python === null ? [] : [`  ${line('python', python.value, guessed(python.from))}`];
  const lock = manager.lock ?? manager.making?.lock;
  if (lock === undefined) return foreignLines(manager);
  const said = [`environment:`, `  ${line('lock', lock)}`, ...version];
  if (manager.lock === null) {
    return commented([
      `# ${TODO} ${manager.from} is not what setup installs. Make a lock of it, commit it, and take the first "# " away:`,
      `# ${manager.making?.command}`,
      ...said,
    ]);
  }
  if (!manager.weak || manager.making === null) return said;
  const hint = [
    `# ${TODO} ${lock} has no hashes: what it installs may change. For the same packages every day:`,
    `# ${manager.making.command}   # then lock: ${manager.making.lock}`,
  ];
  return [...commented(hint), ...said];
}

function foreignLines({ name, from, prefix }: Manager): string[] {
  return commented([
    `# ${from}: setup installs uv.lock, pylock.toml and requirements.txt, not environments of ${name}. The commands below`,
    `# start with "${prefix}", which has to be there; what it installs is not part of any record or stage key.`,
  ]);
}

function dataLines({ data, absent: [absent] }: Survey): string[] {
  if (data.length === 0 && absent !== undefined) {
    return commented([
      `# ${TODO} what ${absent.from} reads is not here. Where it lies, and the command that brings it where there is one:`,
      'data:',
      `  rows: { path: ${absent.value}, run: python prepare.py, code: [prepare.py] }`,
    ]);
  }
  if (data.length === 0) {
    return commented([
      `# ${TODO} no data were found. Where they lie, and the command that makes them where there is one:`,
      'data:',
      '  rows: { path: data/, run: python prepare.py, code: [prepare.py] }',
    ]);
  }
  const lines = data.flatMap(({ name, value, from, inGit, tracked, producer }) => {
    const away = tracked ? 'DVC has it: dvc pull brings it' : 'git does not have it';
    const makes = producer !== null && !inGit && !tracked;
    return [
      `  ${name}:`,
      `    ${line('path', value, guessed(from) + (inGit ? '' : `; ${away}`))}`,
      ...(makes
        ? [`    # ${line('run', `python ${producer}`, `${TODO} take the first "# " away if it makes them`)}`]
        : []),
    ];
  });
  return ['data:', ...lines];
}

function trainLines({ train, model, metrics, params, tracking, data, libraries }: Survey): string[] {
  const [library] = libraries;
  const example = exampleModel(library?.value);
  if (train === null) {
    return commented([
      `# ${TODO} no script that trains was found. Name it, and where it leaves the model (the same path is in MLOPS_MODEL):`,
      'train:',
      '  run: python train.py',
      ...dataKey(data),
      `  model: ${model?.value ?? example}`,
    ]);
  }
  const others = train.others.length === 0 ? '' : `; there is also ${train.others.slice(0, 3).join(', ')}`;
  const script = train.script ?? 'the command';
  return [
    'train:',
    `  ${line('run', train.run, guessed(train.from) + others)}`,
    ...codeHint(train.code),
    ...dataKey(data),
    ...(params === null ? [] : [`  ${line('params', params.value, guessed(params.from))}`]),
    model === null
      ? `  # ${line('model', example, `${TODO} where ${script} leaves the model; it may write to the path in MLOPS_MODEL`)}`
      : `  ${line('model', model.value, guessed(model.from))}`,
    ...(metrics === null ? [] : [`  ${line('metrics', metrics.value, guessed(metrics.from))}`]),
    ...trackingLines(tracking),
  ];
}

/** `mlflow:` of the section train, as lines. */
function trackingLines(tracking: Survey['tracking']): string[] {
  if (tracking === null) return [];
  const { from } = tracking;
  if (tracking.kind === 'store') return [`  ${line('mlflow', tracking.path, guessed(from))}`];
  const why =
    tracking.kind === 'server'
      ? `${from} logs to a server; a store on disk can be named here`
      : `${TODO} the store ${from} logs to: the folder mlruns or the file mlflow.db`;
  return [`  # ${line('mlflow', 'mlruns', why)}`];
}

/** The section `evaluate`, as lines: as a comment where not all of it is known. */
export function evaluateLines({ evaluate, task, data }: Survey): string[] {
  const { label, prediction, score, id } = evaluate?.columns?.value ?? {};
  const known = [task, evaluate?.predictions, label, prediction ?? score, id].every((one) => one != null);
  const lines = sectionLines({ evaluate, task, data });
  if (known && evaluate?.obeys) return lines;
  const script = evaluate?.script ?? 'predict.py';
  return commented([
    `# ${TODO} what the gate judges. Fill in what stands in <…>, and take the first "# " of each line away.`,
    ...(evaluate?.obeys === true
      ? []
      : [
          `# ${script} has to load the model from the path in MLOPS_MODEL and to write a row a case to the path in`,
          '# MLOPS_PREDICTIONS: so it scores the baseline as well.',
        ]),
    ...lines,
  ]);
}

function sectionLines({ evaluate, task, data }: Pick<Survey, 'evaluate' | 'task' | 'data'>): string[] {
  const columns = evaluate?.columns?.value ?? {};
  const { id = '<column>', label = '<column>', prediction, score } = columns;
  const answers = {
    ...(prediction === undefined ? {} : { prediction }),
    ...(score === undefined ? {} : { score }),
  };
  const said = { id, label, ...(Object.keys(answers).length === 0 ? { prediction: '<column>' } : answers) };
  const tasks = '<binary, multiclass, multilabel, regression, ranking or text>';
  return [
    'evaluate:',
    `  ${line('run', evaluate?.run ?? 'python predict.py', evaluate === null ? '' : guessed(evaluate.from))}`,
    ...codeHint(evaluate?.code ?? []),
    ...dataKey(data),
    `  ${line('predictions', evaluate?.predictions?.value ?? 'out/predictions.csv', whence(evaluate?.predictions))}`,
    `  ${line('task', task?.value ?? tasks, whence(task))}`,
    `  ${line('columns', said, whence(evaluate?.columns))}`,
    '  gates:',
    ...gatesFor(task?.value ?? null, score !== undefined),
  ];
}

function whence(found: { readonly from: string } | null | undefined): string {
  return found === null || found === undefined ? '' : guessed(found.from);
}

/** No worse than the baseline by a margin; the floor is the user's to know. */
function gatesFor(task: Task | null, scored: boolean): string[] {
  const [measure, sign, margin] = gateOf(task, scored);
  const example = sign === '>=' ? '0.8' : '10';
  return [
    `    - ${measure} ${sign} baseline ${margin} # no worse than before, beyond what chance explains`,
    `    # - ${measure} ${sign} ${example} # ${TODO} a bound that holds without a baseline too`,
  ];
}

function gateOf(
  task: Task | null,
  scored: boolean,
): readonly [measure: string, sign: string, margin: string] {
  if (task === null) return ['<measure>', '>=', '- 0.01'];
  if (task === 'binary' && scored) return ['roc_auc', '>=', '- 0.01'];
  if (task === 'regression') return ['rmse', '<=', '* 1.02'];
  if (task === 'ranking') return ['ndcg@10', '>=', '- 0.01'];
  if (task === 'text') return ['exact_match', '>=', '- 0.01'];
  if (task === 'multilabel') return ['f1_macro', '>=', '- 0.01'];
  return ['accuracy', '>=', '- 0.01'];
}

function codeHint(code: readonly string[]): string[] {
  if (code.length === 0) return [];
  return [
    `  # ${line('code', code, 'if nothing else makes it run again; by default every file that git tracks does')}`,
  ];
}

function dataKey(data: Survey['data']): string[] {
  return data.length === 0
    ? []
    : [
        `  ${line(
          'data',
          data.map(({ name }) => name),
        )}`,
      ];
}

function guessed(from: string): string {
  return `guessed from ${from}`;
}

function commented(lines: readonly string[]): string[] {
  return lines.map((text) => `# ${text}`);
}

/** `key: value # comment` on one line. */
function line(key: string, value: unknown, comment = ''): string {
  const flow = stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: true,
  }).trimEnd();
  const said = comment.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return `${key}: ${flow}${said === '' ? '' : ` # ${said}`}`;
}
