import { benchmarkMeasurements, readBenchmark } from '#metrics/fact/latency';
import type { Measurement } from '#metrics/measurement';
import { demandOutput, runCommand } from './command.ts';
import { basename } from './digest.ts';
import { dataEnv, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import type { Candidate } from './scoring.ts';

/**
 * Runs the user's benchmark: a command that serves or calls the model, and writes how long each request took to the
 * path in MLOPS_LATENCIES. It finds MLOPS_MODEL and MLOPS_DATA_<NAME> as scoring does. It runs every time: how long
 * something takes depends on the machine too, and no key holds that.
 */
export async function benchmarked(
  command: string,
  candidate: Candidate | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<Measurement[]> {
  const { files } = scene.host;
  const path = `${await files.temporary('latencies')}/latencies`;
  const env = {
    ...(await dataEnv(data, scene)),
    ...(await modelEnv(candidate, scene)),
    MLOPS_LATENCIES: path,
  };
  await runCommand('benchmark', command, env, scene);
  await demandOutput('evaluate.latencies', path, scene);
  return benchmarkMeasurements(readBenchmark(await files.text(path), 'the latencies of evaluate.benchmark'));
}

/** A copy of the model: whatever a command does to it, the artifact stays what it is. */
export async function modelEnv(
  candidate: Candidate | null,
  { host }: Pick<Scene, 'host'>,
): Promise<{ readonly MLOPS_MODEL?: string }> {
  if (candidate === null) return {};
  const MLOPS_MODEL = `${await host.files.temporary('model')}/${basename(candidate.path)}`;
  await host.files.copy(candidate.path, MLOPS_MODEL);
  return { MLOPS_MODEL };
}
