import { EXIT } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { digestNamed, type Told } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { companion } from './companion.ts';
import type { RecordRead } from './found.ts';
import { instructionOf } from './instruction.ts';
import { lineOf } from './line.ts';
import { machineDifference } from './machine.ts';
import { demandEnded } from './performance.ts';
import { projectFor } from './project.ts';
import type { Setting } from './setting.ts';

/**
 * Rebuilds the environment a record names from its lock file at the commit, and says how it compares. Without a
 * record, as mlops.yml has it. Gives how the machine differs, in a sentence.
 */
export async function rebuildEnvironment(
  record: RecordRead | null,
  setting: Setting,
): Promise<string | null> {
  const { base, clean, losses } = setting;
  const recorded = record === null ? null : digestNamed(record.told.dependencies, 'environment');
  if (record === null || recorded === null) {
    if (record === null && base.declaresEnvironment) await setUp(null, setting);
    else clean.log.info('None is recorded.');
    return null;
  }
  const outputs = await setUp(record.told, setting);
  const now = outputs['env-digest'] ?? '';
  const [was, is] = [recorded.slice(0, 12), now.slice(0, 12)];
  if (now === recorded) clean.log.info(`The environment is the recorded one, ${was}.`);
  else losses.add(`The environment is another one: ${was} was recorded, ${is} is here.`);
  const manifests = {
    recorded: await companion(FILE.environment, record, setting),
    now: await manifestHere(clean),
  };
  const machine = machineDifference(record.told.host, outputs['host-digest'] ?? null, manifests);
  if (machine !== null) clean.log.info(machine);
  return machine;
}

/** With the very Python that was recorded; where there is none of it, with the one that mlops.yml asks for. */
async function setUp(told: Told | null, setting: Setting): Promise<Readonly<Record<string, string>>> {
  const { clean, actions } = setting;
  const project = projectFor(setting, { apart: null, datasets: [] });
  const { lock, environment } = told === null ? { lock: null, environment: null } : instructionOf(told);
  const own = { ...(lock === null ? {} : { lock }), ...environment };
  if (environment !== null) {
    const exact = await actions.perform('setup', lineOf(own, setting), softened(clean), project);
    if (exact.status !== EXIT.mistake) return demandEnded(exact).outputs;
    clean.log.info(`Once more, without the demand for Python ${environment.python}.`);
  }
  const anyPython = lineOf({ ...own, python: null }, setting);
  return demandEnded(await actions.perform('setup', anyPython, clean, project)).outputs;
}

/** A first attempt that fails is no error yet. */
function softened(host: Host): Host {
  return { ...host, log: { ...host.log, error: (text) => host.log.info(text) } };
}

async function manifestHere({ files }: Host): Promise<string | null> {
  const pointer = `${FILE.state}/${FILE.environment}`;
  const left: unknown = JSON.parse(await files.text(pointer));
  const manifest: unknown = typeof left === 'object' && left !== null ? Reflect.get(left, 'manifest') : null;
  return typeof manifest === 'string' ? manifest : null;
}
