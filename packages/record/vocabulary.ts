/** Every URI, media type and file name that is ours. Public and hard to change: nothing else spells them. */
const home = 'https://github.com/org/mlops';

export const URI = {
  verdict: `${home}/verdict/v1`,
  environment: `${home}/environment/v1`,
  stageKey: `${home}/stage-key/v1`,
  lineage: `${home}/lineage/v1`,
  cacheEntry: `${home}/cache-entry/v1`,
  explanation: `${home}/explanation/v1`,
  replay: `${home}/replay/v1`,
  buildType: {
    score: `${home}/score/v1`,
    data: `${home}/data/v1`,
    train: `${home}/train/v1`,
    containerize: `${home}/containerize/v1`,
  },
  deployment: `${home}/deployment/v1`,
  /** what runs where, as `.mlops/deployments/<environment>.json` says it */
  standing: `${home}/standing/v1`,
  /** what a monitor asks for: an issue, a retraining, a rollback */
  signal: `${home}/signal/v1`,
  /** what was set off and when, in the ref feedback/<environment> */
  feedback: `${home}/feedback/v1`,
  /** what is to be posted on a pull request, between reading and writing */
  posting: `${home}/posting/v1`,
  history: `${home}/history/v1`,
  /** counts of a data set, that later ones are compared with */
  driftProfile: `${home}/drift-profile/v1`,
  comparison: `${home}/comparison/v1`,
  /** what a report draws of predictions, counted */
  plots: `${home}/plots/v1`,
  /** what `mlops init` found and wrote */
  beginning: `${home}/beginning/v1`,
  builder: { local: `${home}/local`, github: 'https://github.com/actions/runner' },
  configuration: `${home}/mlops.schema.json`,
} as const;

export const STATEMENT = 'https://in-toto.io/Statement/v1';
export const PREDICATE = {
  provenance: 'https://slsa.dev/provenance/v1',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  bom: 'https://cyclonedx.org/bom',
} as const;

/** Media types of records in a registry: of the artifact that refers to their image, and of each record in it. */
export const MEDIA_TYPE = {
  records: 'application/vnd.mlops.records.v1',
  record: 'application/vnd.in-toto+json',
} as const;

/** Names of our properties in a CycloneDX document, in our namespace of its property taxonomy. */
export const PROPERTY = {
  digest: 'mlops:environment:digest',
  lock: 'mlops:environment:lock',
  os: 'mlops:environment:os',
  arch: 'mlops:environment:arch',
  libc: 'mlops:environment:libc',
  accelerator: 'mlops:environment:accelerator',
  extra: 'mlops:environment:extra',
  group: 'mlops:environment:group',
  implementation: 'mlops:python:implementation',
  source: 'mlops:package:source',
  hash: 'mlops:package:hash',
} as const;

/** Labels and annotations of an image that are ours. */
export const LABEL = {
  name: 'ml.mlops.model.name',
  model: 'ml.mlops.model.digest',
  environment: 'ml.mlops.environment.digest',
  data: 'ml.mlops.data.digest',
  /** where the lock file lies in the image */
  lock: 'ml.mlops.environment.lock',
} as const;

/** File names inside an artifact and under `.mlops/`. */
export const FILE = {
  record: 'record.json',
  ancestors: 'records',
  verdict: 'verdict.json',
  metrics: 'metrics.json',
  environment: 'environment.json',
  bom: 'environment.cdx.json',
  report: 'report.html',
  plots: 'plots.json',
  summary: 'summary.md',
  /** where the gates stand in mlops.yml, and which decisions end the job */
  gates: 'gates.json',
  posting: 'posting.json',
  /** on a laptop, what would be posted */
  comment: 'comment.md',
  state: '.mlops',
  /** an OCI image layout */
  image: 'image',
  /** counts of the rows that were judged */
  profile: 'profile.json',
  deployment: 'deployment.json',
  metadata: 'metadata.json',
  entry: 'entry.json',
  list: 'list.json',
} as const;
