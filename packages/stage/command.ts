import { deathOf } from '#engine/death';
import { Mistake } from '#kit/outcome';
import { duration } from '#report/number';
import { measure } from './digest.ts';
import type { Scene } from './scene.ts';

/** Runs a user's command in the stage's environment; a bad end is a mistake that says how it ended. */
export async function runCommand(
  title: string,
  command: string,
  env: Readonly<Record<string, string>>,
  scene: Scene,
): Promise<void> {
  const { host, engine, surroundings } = scene;
  const path = surroundings === null ? [] : [surroundings.bin];
  const ended = await engine.run({ title, command, env: { PYTHONUNBUFFERED: '1', ...env }, path });
  const death = deathOf(title, ended, await host.files.free('.'));
  if (death !== null) throw death;
  host.log.info(`${title} ended well after ${duration(ended.seconds)}.`);
}

/** What an earlier run left at an output must not pass for this run's; the folder above it is made. */
export async function clearOutput(path: string, { host }: Scene): Promise<void> {
  await host.files.remove(path);
  await host.files.folder(path.split('/').slice(0, -1).join('/') || '.');
}

/** What a command had to write must be there and hold something. */
export async function demandOutput(subject: string, path: string, scene: Scene): Promise<void> {
  const there = await scene.host.files.exists(path);
  const remedy = `The command has to write it before it ends; its path is in the environment as ${variable(subject)}.`;
  if (there === null) {
    throw new Mistake({
      subject,
      what: 'was not written: the command ended well and left nothing there',
      remedy,
      value: path,
    });
  }
  const { bytes } = await measure(path, 'dataset', scene.host);
  if (bytes === 0) throw new Mistake({ subject, what: 'was written empty (0 bytes)', remedy, value: path });
}

/** `train.model` -> MLOPS_MODEL, `data.raw-flights` -> MLOPS_DATA_RAW_FLIGHTS */
export function variable(subject: string): string {
  const [section, ...rest] = subject.split('.');
  const parts = section === 'data' ? ['data', ...rest] : rest;
  return ['mlops', ...parts].join('_').replaceAll('-', '_').toUpperCase();
}
