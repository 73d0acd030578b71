import { Mistake } from '#kit/outcome';
import { joined } from '#metrics/joining';
import type { Digest } from '#record/digest';
import { resource } from '#record/statement';
import { count } from '#report/number';
import type { Rubric } from '../rubric.ts';
import type { Scene } from '../scene.ts';
import { type Answer, trainedAs } from './answer.ts';
import { type Assembly, asScored, idOf, partRecords, shortage, tableOf } from './assembly.ts';
import type { Parts } from './parts.ts';

/**
 * The predictions of all shards as one file, in the order of their ids: what is measured of it is, bit for bit, what is
 * measured of the whole. Evaluations have to be of one model; trainings, as of the folds of a cross-validation, may have
 * one each: then what is judged is how such models are made, and no single one.
 */
export async function shardsJoined(
  parts: Parts,
  answers: readonly Answer[],
  rubric: Rubric,
  scene: Scene,
): Promise<Assembly> {
  const { found } = parts;
  const models = new Map(answers.map(({ part, model }) => [part.name, model]));
  const [model = null, ...others] = new Set(models.values());
  if (others.length > 0 && parts.kind === 'evaluate') throw several(models);
  const shards = [];
  for (const answer of answers)
    shards.push({ name: answer.part.artifact, table: await tableOf(answer, scene) });
  const chains = answers.map(({ chain }) => chain);
  const table = joined(shards, idOf(rubric), 'the shards together');
  const scored = shards.length === 0 ? null : await asScored(table, rubric, chains, scene);
  const doubt = shortage(parts);
  const one = others.length === 0 && model !== null;
  const why = `${count(found.length, 'shard')} joined`;
  if (scored !== null) scene.host.log.info(`${why}: ${count(table.rows, 'row')}.`);
  return {
    candidate: one ? (answers[0]?.candidate ?? (await trainedAs(model, scene))) : null,
    model: one ? model : null,
    scored,
    rubric,
    ...(doubt === null ? {} : { doubt }),
    ancestors: partRecords(found, 'shard'),
    dependencies: one ? [] : modelsOf(models),
    why,
  };
}

function modelsOf(models: ReadonlyMap<string, Digest | null>) {
  return [...models].flatMap(([name, model]) =>
    model === null ? [] : [resource(`model of ${name}`, model)],
  );
}

function several(models: ReadonlyMap<string, Digest | null>): Mistake {
  const said = [...models].map(([name, model]) => `${name}: ${model?.slice(0, 12) ?? 'none'}`).join(', ');
  const what = `are of different models (${said})`;
  const remedy = 'Let each shard score the same model; to compare models, say by what with select.';
  return new Mistake({ subject: 'the shards', what, remedy });
}
