import { appraise } from '#judge/decision/appraisal';
import { decide } from '#judge/decision/decide';
import { alone, trialOf } from '#judge/decision/trial';
import { exitStatus, parseFailOn } from '#judge/exit';
import type { BaselineFacts } from '#judge/verdict';
import type { ExitStatus } from '#kit/outcome';
import { read, type Said } from '#kit/read';
import { digestOf } from '#record/digest';
import { verdictText } from '#report/text';
import { readPredictions, rubricOf } from '#stage/judging';
import type { Words } from '../command.ts';
import { compare, comparison } from './compare.ts';
import { bytesOf } from './file.ts';
import { refuseNames } from './option.ts';

/** Reads the files, judges, prints. Exit status 1 where the verdict is one of `--fail-on`. */
export async function judgeCompare({ names, options }: Words, cwd: string): Promise<ExitStatus> {
  refuseNames(compare, names);
  const line = Object.keys(comparison.inputs).flatMap((name): [string, Said][] =>
    options.has(name)
      ? [[name, { where: `--${name}`, said: { text: options.values(name).join('\n') } }]]
      : [],
  );
  const inputs = read(comparison, { line: new Map(line), section: new Map() });
  const failOn = parseFailOn(inputs['fail-on']);
  const rubric = rubricOf({ ...inputs, predictions: inputs.candidate });
  const named = rubric.gates.flatMap(({ slice }) => (slice ?? []).map(({ column }) => column));
  const asked = { ...rubric, slices: [...new Set([...rubric.slices, ...named])] };
  const own = await readPredictions(asked, await bytesOf(inputs.candidate, cwd), inputs.candidate);
  const absent = { kind: 'absent', reason: 'none was given (--baseline)' } as const;
  let [baselineFacts, trial]: [BaselineFacts, ReturnType<typeof alone>] = [absent, alone(own, absent.reason)];
  if (inputs.baseline !== undefined) {
    const bytes = await bytesOf(inputs.baseline, cwd);
    baselineFacts = { kind: 'file', name: inputs.baseline, digest: digestOf(bytes) };
    trial = trialOf(own, await readPredictions(asked, bytes, inputs.baseline), asked.on, inputs.baseline);
  }
  const { other } = trial;
  const refused = baselineFacts.kind === 'file' && other.kind === 'none' ? other.because : null;
  const verdict = decide({
    ...appraise(trial, asked.gates, asked.terms),
    gates: asked.gates,
    baselineFacts,
    ...(refused === null ? {} : { incomparable: refused }),
    onDefaultBranch: false,
  });
  const width = process.stdout.columns || 120;
  process.stdout.write(
    inputs.json ? `${JSON.stringify(verdict, null, 2)}\n` : verdictText(inputs.candidate, verdict, { width }),
  );
  return exitStatus(verdict.decision, failOn);
}
