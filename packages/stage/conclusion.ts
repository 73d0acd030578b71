import { exitStatus, type FailOn } from '#judge/exit';
import { countsOf, type Verdict } from '#judge/verdict';
import { EXIT } from '#kit/outcome';
import { type Digest, digestOfValue } from '#record/digest';

/** Whether the job goes on, and the verdict in the sentence that is printed where it does not. */
export function ending({ decision, reason }: Verdict, failOn: FailOn): { goesOn: boolean; sentence: string } {
  const goesOn = exitStatus(decision, failOn) === EXIT.ok;
  return { goesOn, sentence: `The verdict is ${decision}: ${reason}` };
}

/** SHA-256 of the verdict as canonical JSON: the same decision on the same evidence, wherever it was reached. */
export function decisionDigest(verdict: Verdict): Digest {
  return digestOfValue(JSON.parse(JSON.stringify(verdict)));
}

/** Measures over all rows by name; one that is not defined is null. */
export function overallNumbers(verdict: Verdict): Record<string, number | null> {
  const overall = verdict.numbers.filter(({ slice }) => slice === undefined);
  return Object.fromEntries(overall.map(({ metric, candidate }) => [metric, candidate]));
}

/** How many gates came out so, as outputs. */
export function counted(
  verdict: Verdict,
): Readonly<Record<'passed' | 'warned' | 'failed' | 'inconclusive', string>> {
  const { passed, warned, failed, inconclusive } = countsOf(verdict);
  return {
    passed: String(passed),
    warned: String(warned),
    failed: String(failed),
    inconclusive: String(inconclusive),
  };
}
