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

/** Names of the artifacts of a model that hold what a stage produces, among those there are. */
export function candidates(names: readonly string[], model: string, stage: StageName): string[] {
  const plain = artifactName(model, stage);
  return names.filter((name) => name === plain || name.startsWith(`${plain}-`));
}
