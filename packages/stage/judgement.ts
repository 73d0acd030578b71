import type { Verdict } from '#judge/verdict';
import { SEMANTICS } from '#metrics/measure/semantics';
import { readPlots } from '#metrics/plot/file';
import { type Digest, digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';
import manifest from '../../package.json' with { type: 'json' };
import type { KeptRows } from './baseline.ts';
import type { Exhibits, Judged } from './judging.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';

/**
 * The verdict over what is there. On a laptop that of the last judgement stands where everything it rests on is the very
 * same, which saves reading the predictions; else it is judged.
 */
export async function judgement(
  rubric: Rubric,
  exhibits: Exhibits,
  instance: string | null,
  scene: Scene,
): Promise<Judged> {
  const { host } = scene;
  const key = host.kind === 'local' ? keyOf(rubric, exhibits, scene) : null;
  if (key === null) return judgedNow(rubric, exhibits, scene);
  const path = `${FILE.state}/last/${instance === null ? '' : `${instance}.`}judgement.json`;
  const known = await lastJudgement(path, key, scene);
  if (known !== null) {
    host.log.info('Judged before on the same predictions, gates and baseline: that verdict stands.');
    return known;
  }
  const judged = await judgedNow(rubric, exhibits, scene);
  await host.files.write(path, `${JSON.stringify({ key, ...judged })}\n`);
  return judged;
}

async function judgedNow(rubric: Rubric, exhibits: Exhibits, scene: Scene): Promise<Judged> {
  const { judge } = await import('./judging.ts');
  return judge(rubric, exhibits, scene);
}

/** Null: there is none, or it is another one's; one that cannot be read is none. */
async function lastJudgement(path: string, key: Digest, { host }: Scene): Promise<Judged | null> {
  if ((await host.files.exists(path)) !== 'file') return null;
  try {
    const last: { key: string; verdict: Verdict; plots: unknown } = JSON.parse(await host.files.text(path));
    if (last.key !== key) return null;
    const plots = last.plots === null ? null : readPlots(JSON.stringify(last.plots));
    return { verdict: last.verdict, plots };
  } catch {
    return null;
  }
}

/** Of all that `judge` looks at; null: shards and sweeps, which have no predictions of their own, are judged anew. */
function keyOf(rubric: Rubric, exhibits: Exhibits, { host }: Scene): Digest | null {
  const { scored, trainMetrics, beside, baseline, champion, standing, assembly } = exhibits;
  if (scored === null || (assembly ?? null) !== null) return null;
  const { before, accepting, notes } = standing;
  const { facts, measurements, incomparable } = baseline;
  return digestOf(
    JSON.stringify(
      [
        [manifest.version, SEMANTICS, host.run.trusted.yes],
        [rubric, scored.digest, scored.path, trainMetrics],
        [beside.measurements, beside.baseline, [...beside.absent], beside.notes],
        [facts, measurements, rowsOf(baseline.predictions), baseline.notes, incomparable],
        champion === null ? null : { ...champion, predictions: champion.predictions?.digest ?? null },
        [before, accepting.acceptances.length === 0 ? null : accepting, notes],
      ],
      withoutLoss,
    ),
  );
}

function rowsOf(kept: KeptRows | null): readonly string[] | null {
  return kept === null ? null : [kept.file, digestOf(kept.bytes)];
}

/** JSON has no word for these. */
function withoutLoss(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
