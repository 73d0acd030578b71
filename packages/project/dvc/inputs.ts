import { makersOf } from './graph.ts';
import { covers, isOutside, overlap } from './place.ts';
import type { Repository } from './repository.ts';
import type { Stage } from './stage.ts';

/** What lies in the workspace. */
export interface Workspace {
  /** files that git tracks or does not ignore */
  readonly visible: readonly string[];
  /** is anything at a path? */
  readonly present: ReadonlySet<string>;
}

/** What a stage reads that no other stage makes, told apart by what mlops.yml calls it. */
export interface Inputs {
  /** globs of `code:` */
  readonly code: readonly string[];
  /** `.dvc` files of tracked data */
  readonly pointers: readonly string[];
  /** data that is there and nobody tracks, or that git has */
  readonly data: readonly string[];
  readonly params: readonly string[];
  /** what could not be told apart, in sentences */
  readonly lacks: readonly string[];
}

/** Endings of files that hold data. */
export const DATA_FILE =
  /\.(csv|tsv|parquet|feather|arrow|jsonl|ndjson|npy|npz|h5|hdf5|xlsx?|gz|zst|bz2|zip|tar|jpe?g|png|tiff?|wav|mp3|mp4)$/i;

type Kind = 'made' | 'pointer' | 'code' | 'data' | 'outside' | 'gone';

export function inputsOf(stage: Stage, repository: Repository, workspace: Workspace): Inputs {
  const kinds = new Map(stage.deps.map((dep): [string, Kind] => [dep, kindOf(dep, repository, workspace)]));
  const of = (kind: Kind) => [...kinds].filter(([, one]) => one === kind).map(([dep]) => dep);
  const reads = of('pointer');
  const pointers = repository.pointers
    .filter(({ kept }) => kept.some(({ path }) => reads.some((dep) => overlap(dep, path))))
    .map(({ file }) => file);
  return {
    code: of('code').map((path) => (workspace.visible.includes(path) ? path : `${path}/`)),
    pointers,
    data: of('data'),
    params: [...stage.params.keys()].filter((file) => workspace.present.has(file)),
    lacks: [
      ...of('outside').map(
        (dep) => `its dep ${dep} lies outside of the project: mlops does not see it change`,
      ),
      ...of('gone').map((dep) => `its dep ${dep} is not here and nothing makes it: it is not in code:`),
      ...[...stage.params.keys()]
        .filter((file) => !workspace.present.has(file))
        .map((file) => `its parameters ${file} are not here`),
    ],
  };
}

function kindOf(dep: string, { stages, pointers }: Repository, { visible, present }: Workspace): Kind {
  if (isOutside(dep)) return 'outside';
  if (makersOf(dep, stages).some(({ stage }) => !stage.frozen)) return 'made';
  if (pointers.some((pointer) => pointer.kept.some(({ path }) => overlap(dep, path)))) return 'pointer';
  const below = visible.filter((path) => covers(dep, path));
  if (below.length > 0) return below.every((path) => DATA_FILE.test(path)) ? 'data' : 'code';
  const frozen = stages.some((stage) => stage.frozen && stage.outs.some(({ path }) => overlap(dep, path)));
  return frozen || present.has(dep) ? 'data' : 'gone';
}
