import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { appraise } from '#judge/decision/appraisal';
import { decide } from '#judge/decision/decide';
import { alone, trialOf } from '#judge/decision/trial';
import { exitStatus, parseFailOn } from '#judge/exit';
import type { BaselineFacts } from '#judge/verdict';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { read, type Said } from '#kit/read';
import { digestOf } from '#record/digest';
import { verdictText } from '#report/text';
import { readPredictions, rubricOf } from '#stage/judging';
import type { Words } from '../command.ts';
import { comparison } from './compare.ts';

/** Reads the files, judges, prints. Exit status 1 where the verdict is one of `--fail-on`. */
export async function judgeCompare({ names, options }: Words, cwd: string): Promise<ExitStatus> {
  const [odd] = names;
  if (odd !== undefined) {
    const remedy = `mlops ${comparison.name} --help lists what it takes.`;
    throw new Mistake({ subject: odd, what: 'is not understood', remedy });
  }
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

async function bytesOf(file: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, file));
  } catch (cause) {
    const what = 'cannot be read';
    throw new Mistake({ subject: file, what, remedy: 'Name a file that is there.' }, { cause });
  }
}
