import { Document, isMap, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import type { Note } from './note.ts';
import type { Supplied } from './supply.ts';
import type { Evaluation, Training, Translation } from './translation.ts';

type Section = Readonly<Record<string, unknown>>;

/** What the file says beside what DVC knows. */
export interface Beside {
  /** comments at the top: lines */
  readonly head: readonly string[];
  /** MLflow's store that training logs to */
  readonly mlflow: string | null;
}

const ALONE: Beside = {
  head: [
    '# Written by mlops import dvc. DVC does not name the environment: with a lock file,',
    '# environment: { lock: requirements.txt } has mlops install it and count it in.',
  ],
  mlflow: null,
};

/**
 * The text of mlops.yml: what is imported, with the notes as comments above the section they are about. The
 * section `evaluate` stands in it as a comment, for DVC does not know what predictions mean. `columns`: those of
 * the predictions, where they are here; null where not.
 */
export function draft(
  { model, data, train, evaluate, notes }: Translation,
  columns: readonly string[] | null,
  { head, mlflow }: Beside = ALONE,
): string {
  const about = (section: Note['section']) =>
    notes
      .filter((note) => note.section === section)
      .map(({ subject, text }) => oneLine(`${subject}: ${text}`));
  const sections = new Document({
    schema: 1,
    model,
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data.map((one) => [one.name, datasetOf(one)])) }),
    train: { ...trainOf(train), ...(mlflow === null ? {} : { mlflow }) },
  });
  const contents = sections.contents;
  if (isMap(contents)) {
    inline(contents as YAMLMap);
    comment(contents, 'data', about('data'));
    comment(contents, 'train', [...said(train.role.stage.description), ...about('train')]);
  }
  const lines = [...head, ...about('file').map((text) => `# ${text}`)];
  const template =
    evaluate === null ? '' : `\n${commented(templateOf(evaluate, about('evaluate'), columns))}`;
  return `${lines.join('\n')}\n${sections.toString({ lineWidth: 0, flowCollectionPadding: false })}${template}`;
}

function datasetOf({ path, run, code }: Supplied): Section {
  return { path, ...(run === null ? {} : { run }), ...(code.length === 0 ? {} : { code }) };
}

function trainOf({ run, code, data, params, model, metrics }: Training): Section {
  return {
    run,
    ...(code.length === 0 ? {} : { code }),
    ...(data.length === 0 ? {} : { data }),
    ...(params === null ? {} : { params }),
    model,
    ...(metrics === null ? {} : { metrics }),
  };
}

function templateOf(
  evaluation: Evaluation,
  notes: readonly string[],
  columns: readonly string[] | null,
): string {
  const { run, code, data, predictions, metrics, role } = evaluation;
  const document = new Document({
    evaluate: {
      run,
      ...(code.length === 0 ? {} : { code }),
      ...(data.length === 0 ? {} : { data }),
      predictions: predictions ?? '<a table the command writes, a row a case: CSV, JSON Lines or Parquet>',
      task: '<binary, multiclass or regression>',
      columns: { id: '<column>', label: '<column>', prediction: '<column>', score: '<column>' },
      gates: ['<measure> >= <number>', '<measure> >= baseline - <number>'],
    },
  });
  if (isMap(document.contents)) inline(document.contents as YAMLMap);
  document.commentBefore = [
    'Fill in what stands in <…>, leave out columns there are not, and take away the leading "# ".',
    ...(columns === null ? [] : [oneLine(`${predictions} has the columns ${columns.join(', ')}.`)]),
    ...(predictions === null && metrics.length > 0
      ? [`DVC has ${metrics.join(', ')}: numbers, of which no slice or interval can be told.`]
      : []),
    'The model is at MLOPS_MODEL; in a job of its own it is nowhere else.',
    ...said(role.stage.description),
    ...notes,
  ]
    .map((line) => ` ${line}`)
    .join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function said(description: string | null): string[] {
  return description === null ? [] : [oneLine(description)];
}

/** Lists, and below the sections short mappings, on one line; a command of several lines as a block. */
function inline(map: YAMLMap, depth = 0): void {
  for (const { value } of map.items) {
    if (isSeq(value) || (depth > 0 && isMap(value) && isShort(value.toJSON()))) value.flow = true;
    else if (isMap(value)) inline(value as YAMLMap, depth + 1);
    else if (isScalar(value) && String(value.value).includes('\n')) value.type = Scalar.BLOCK_LITERAL;
  }
}

function isShort(values: Section): boolean {
  const texts = Object.entries(values).flat();
  return (
    texts.every((text) => typeof text === 'string' && !text.includes('\n')) && texts.join(', ').length < 80
  );
}

function comment(map: YAMLMap, name: string, texts: readonly string[]): void {
  const key = map.items.map((pair) => pair.key).find((key) => isScalar(key) && key.value === name);
  if (!isScalar(key)) return;
  key.spaceBefore = true;
  if (texts.length > 0) key.commentBefore = texts.map((text) => ` ${text}`).join('\n');
}

/** Behind a `#` a line end would let the rest of a text be YAML. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function commented(text: string): string {
  const lines = text.trimEnd().split('\n');
  return `${lines.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')}\n`;
}
