/** What of a workflow to copy is a project's own. */
export interface Filling {
  readonly model: string;
  /** the default branch; null: not known, the line keeps its mark */
  readonly branch: string | null;
  /** the project's folder below the checkout; empty for its root */
  readonly folder: string;
  /** where the actions come from: `acme/mlops` and a commit with its version; null: the tag that moves */
  readonly pin: Pin | null;
  /** why setup cannot make the environment; null: it can */
  readonly foreign: string | null;
  /** DVC has data that a checkout does not */
  readonly pulls: boolean;
}

export interface Pin {
  readonly repository: string;
  readonly commit: string;
  readonly version: string;
}

/** A template with what is known of the project in its lines marked `change`; those it cannot know keep their mark. */
export function fillIn(template: string, { model, branch, folder, pin, foreign, pulls }: Filling): string {
  const steps = [
    ...(foreign === null ? [] : [`# change: steps that put ${foreign} here, which setup does not install`]),
    ...(pulls
      ? ['# change: steps that bring what DVC has, such as run: dvc pull, with the rights of its remote']
      : []),
  ];
  const filled = template
    .replaceAll(/\bmodel: flights\b(.*?) # change: .*/g, (_, rest: string) => `model: ${model}${rest}`)
    .replaceAll(
      /from: mlops-flights-(.*?) # change: .*/g,
      (_, rest: string) => `from: mlops-${model}-${rest}`,
    )
    .replaceAll(/branches: \[main\] # change: .*/g, (line) =>
      branch === null ? line : `branches: [${quoted(branch)}]`,
    )
    .replaceAll(/^( *)- uses: org\/mlops\/setup@v1\n/gm, (line, indent: string) => {
      const before = foreign === null ? line : '';
      return before + steps.map((step) => `${indent}${step}\n`).join('');
    });
  return pinned(folder === '' ? filled : inFolder(filled, folder), pin);
}

const PLACED =
  /^( *)(- )?uses: org\/mlops\/(?:setup|train|evaluate|containerize|deploy|monitor-gate)@v1\n(?: *with: \{ (.*) \}\n| *with:\n)?/gm;

/** `working-directory:` for each action that reads files of the project. */
function inFolder(text: string, folder: string): string {
  return text.replaceAll(
    PLACED,
    (found, indent: string, dash: string | undefined, inline: string | undefined) => {
      const key = `working-directory: ${quoted(folder)}`;
      const inner = indent + (dash === undefined ? '' : '  ');
      if (inline !== undefined) return found.replace(inline, `${key}, ${inline}`);
      if (found.endsWith('with:\n')) return `${found}${inner}  ${key}\n`;
      return `${found}${inner}with: { ${key} }\n`;
    },
  );
}

function pinned(text: string, pin: Pin | null): string {
  if (pin === null) return text;
  const { repository, commit, version } = pin;
  return text.replaceAll(
    /uses: org\/mlops(\/[\w-]+)?@v1\b/g,
    (_, action = '') => `uses: ${repository}${action}@${commit} # v${version}`,
  );
}

/** A text of YAML's flow style. */
function quoted(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}

/** Lines of a workflow that still wait for the user. */
export function toChange(text: string): number {
  return text.split('\n').filter((line) => /# change: /.test(line)).length;
}
