import type { Compared } from '#project/dvc/comparison';
import type { Translation } from '#project/dvc/translation';
import { wrap } from '#report/cell';
import { loggable } from '#report/visible';
import { aligned } from './aligned.ts';

interface Beside {
  readonly compared: readonly Compared[];
  /** a .dvcignore has patterns */
  readonly ignoring: boolean;
  /** the file's text where it was not written */
  readonly dry: string | null;
}

/** What `mlops import` did: sections and where they come from, what is not the same, digests, what to do next. */
export function importReport(translation: Translation, { compared, ignoring, dry }: Beside): string {
  const { notes } = translation;
  const blocks = [
    [`mlops.yml ${dry === null ? 'was' : 'would be'} made of`, ...aligned(originsOf(translation))],
    ...(notes.length === 0
      ? []
      : [
          [
            'Not imported, or not the same',
            ...notes.flatMap(({ subject, text }) => item(`${subject}: ${text}`)),
          ],
        ]),
    ...(compared.length === 0
      ? []
      : [["DVC's digests and what is here", ...aligned(compared.map(digestLine))]]),
    ...(ignoring && compared.some(({ state }) => state === 'differs')
      ? [item('.dvcignore has patterns, which this comparison of folders does not follow.')]
      : []),
    dry === null ? next(compared) : ['The file:', '', ...dry.trimEnd().split('\n').map(loggable)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function originsOf({ data, train, evaluate }: Translation): string[][] {
  const { stage, why } = train.role;
  const outs = [train.model, ...(train.metrics === null ? [] : [train.metrics])].join(', ');
  return [
    ...data.map(({ name, from, path }) => [`data.${name}`, from, path]),
    ['train', `stage ${stage.name} (${why})`, outs],
    ...(evaluate === null
      ? []
      : [['evaluate', `stage ${evaluate.role.stage.name} (${evaluate.role.why})`, 'a comment to fill in']]),
  ];
}

function digestLine({ path, state, by, remedy, expected, found }: Compared): string[] {
  const digests = found === null || found === expected ? '' : `${short(expected)} -> ${short(found)}`;
  return [path, by.join(', '), state, [digests, remedy ?? ''].filter(Boolean).join('; ')];
}

/** The digest's beginning; that of a folder keeps its end. */
function short(md5: string | null): string {
  return md5 === null ? '' : md5.slice(0, 8) + (md5.endsWith('.dir') ? '….dir' : '…');
}

function next(compared: readonly Compared[]): string[] {
  const missing = compared.some(({ state, remedy }) => state === 'not here' && remedy?.startsWith('dvc '));
  return [`Wrote mlops.yml. Next: ${missing ? 'bring here what is not here, then ' : ''}mlops run train`];
}

function item(text: string): string[] {
  return wrap(loggable(text), 96).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}
