import { type Shown, wrap } from '#kit/manifest';

/** `mlops --help`: every command in a line or two, at most `width` columns wide. */
export function overview(actions: readonly Shown[], width: number): string {
  const column = 12;
  const lines = (name: string, text: string) => {
    const [first = '', ...more] = wrap(text, width, column);
    return [`  ${name.padEnd(column - 2)}${first.trimStart()}`, ...more];
  };
  return [
    'mlops: from commit to production and back, the same on a laptop as on a runner.',
    '',
    'Usage: mlops <command> [--input value …]',
    '',
    'Commands',
    ...lines(
      'run',
      'Perform the stages of mlops.yml in order: setup, train, evaluate, report; run <stage> performs one with what it needs.',
    ),
    ...actions.flatMap((action) => lines(action.name, action.description)),
    '',
    ...wrap(
      'mlops <command> --help lists the inputs of one. Exit status: 0 goes on, 1 the verdict said no, 2 mistake, 3 fault, 130 cancelled.',
      width,
      0,
    ),
  ].join('\n');
}
