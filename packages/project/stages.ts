/** What passes between stages (docs/design.md): everything that lists stages iterates this table. */
const STAGES = {
  data: { consumes: [], produces: ['dataset'] },
  train: { consumes: ['dataset', 'environment'], produces: ['model', 'metrics'] },
  evaluate: { consumes: ['model', 'baseline'], produces: ['verdict', 'predictions', 'report'] },
  containerize: { consumes: ['model', 'verdict'], produces: ['image'] },
  deploy: { consumes: ['image', 'verdict', 'predictions'], produces: ['deployment'] },
  'monitor-gate': { consumes: ['deployment', 'reference', 'live data'], produces: ['verdict', 'decision'] },
} as const satisfies Record<string, { consumes: readonly string[]; produces: readonly string[] }>;

export type StageName = keyof typeof STAGES;

/** `mlops-<model>-<stage>[-<name>]` */
export function artifactName(model: string, stage: StageName, name?: string): string {
  return ['mlops', model, stage, ...(name === undefined ? [] : [name])].join('-');
}

/**
 * Does an artifact of this name hold what a stage of a model produces? `perhaps`: the name of a stage stands in what
 * follows too, so that it may be of a model with a longer name: `mlops-a-train-train` of `a` or of `a-train`.
 */
export function isNamedFor(name: string, model: string, stage: StageName): 'yes' | 'perhaps' | 'no' {
  const plain = artifactName(model, stage);
  if (name === plain) return 'yes';
  if (!name.startsWith(`${plain}-`)) return 'no';
  return INSTANCE_OF_STAGE.test(name.slice(plain.length)) ? 'perhaps' : 'yes';
}

const INSTANCE_OF_STAGE = new RegExp(`-(?:${Object.keys(STAGES).join('|')})(?:-|$)`);
