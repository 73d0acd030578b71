import { Mistake, type Problem } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { readTable } from '#metrics/reader/reader';
import { presentRoles, type Roles, wantedColumns } from '#metrics/roles';
import { type Column, type Table, textAt } from '#metrics/table';
import { type Digest, digestOf } from '#record/digest';
import { subjectDigest } from '#record/statement';
import type { Expected } from '#target/verification/expectation';
import { type GoldenRequest, readGolden } from '#target/verification/golden';
import type { Golden } from '#target/verification/replay';
import { demandSubject, openArtifact } from '../artifact.ts';
import { BASELINE } from '../baseline.ts';
import { evaluatedColumns } from '../columns.ts';
import { ofStage } from '../ownership.ts';
import type { Scene } from '../scene.ts';
import type { Evaluated } from './evidence.ts';

/** Golden requests with what was predicted, and the digest of the file they are from. */
export interface GoldenFile extends Golden {
  readonly digest: Digest;
}

/** Golden requests, each with what the evaluation of the model predicted for its id. */
export async function goldenOf(
  { golden, tolerance }: { readonly golden: string; readonly tolerance: number },
  evaluated: Evaluated | null,
  scene: Scene,
): Promise<GoldenFile> {
  const { files } = scene.host;
  const path = await files.within(golden, 'golden');
  if ((await files.exists(path)) !== 'file') {
    const remedy = 'Name a file of one {"id": …, "body": …} a line, or leave golden: out.';
    throw new Mistake({ subject: 'golden', what: 'is no file that is there', remedy, value: golden });
  }
  const text = await files.text(path);
  const requests = readGolden(text, golden);
  const { file, bytes } = await predictionsOf(evaluated, scene);
  const roles = evaluatedColumns(scene.project);
  const table = await readTable(bytes, file, wantedColumns(roles, []));
  return {
    digest: digestOf(text),
    tolerance,
    requests: expectations(requests, table, presentRoles(table, roles)),
  };
}

/** The predictions that the evaluation judged, by their digest: from an artifact of evaluate, or from the baseline. */
async function predictionsOf(
  evaluated: Evaluated | null,
  { host, model }: Scene,
): Promise<{ readonly file: string; readonly bytes: Uint8Array }> {
  const wanted = evaluated?.predictions ?? null;
  if (evaluated === null || wanted === null) {
    const remedy = 'Leave golden: out, or deploy a model that was evaluated.';
    const what = 'cannot be replayed: no evaluation of the model is on record';
    throw new Mistake({ subject: 'golden', what, remedy });
  }
  for (const artifact of await ofStage(await host.artifacts.all(), model, 'evaluate', host)) {
    if (artifact.record != null && artifact.record !== evaluated.record) continue;
    const fetched = await openArtifact(artifact, host);
    if (subjectDigest(fetched.record, 'predictions') !== wanted) continue;
    const file = (await host.files.list(fetched.folder)).find(({ path }) =>
      path.startsWith('predictions.'),
    )?.path;
    if (file === undefined) continue;
    await demandSubject(fetched, 'predictions', `${fetched.folder}/${file}`, host);
    return { file, bytes: await host.files.bytes(`${fetched.folder}/${file}`) };
  }
  const kept = await keptPredictions(wanted, { host, model });
  if (kept !== null) return kept;
  const remedy =
    'Deploy in the run that evaluated, with permissions: actions: read, set evaluate.keep-rows: true so that the ref baseline keeps them, or leave golden: out.';
  const what = `cannot be replayed: the predictions ${wanted.slice(0, 12)} of the evaluation are not here`;
  throw new Mistake({ subject: 'golden', what, remedy });
}

async function keptPredictions(
  wanted: Digest,
  { host, model }: { readonly host: Host; readonly model: string },
): Promise<{ readonly file: string; readonly bytes: Uint8Array } | null> {
  const ref = await host.refs.read(model, BASELINE);
  for (const [file, bytes] of ref?.files ?? []) {
    if (file.startsWith('predictions.') && digestOf(bytes) === wanted) return { file, bytes };
  }
  return null;
}

function expectations(requests: readonly GoldenRequest[], table: Table, roles: Roles): Golden['requests'] {
  const column = (name: string | undefined) => (name === undefined ? undefined : table.columns.get(name));
  const ids = column(roles.id);
  if (ids === undefined) {
    const remedy = 'Name it under evaluate: columns: (id), and evaluate again.';
    const what = `cannot be replayed: no column of ${table.file} holds ids`;
    throw new Mistake({ subject: 'golden', what, remedy });
  }
  const rows = rowsById(ids, table.rows, new Set(requests.map(({ id }) => id)));
  const problems: Problem[] = [];
  const found = requests.map((request) => {
    const row = rows.get(request.id);
    const expected =
      row === undefined ? null : expectedAt(row, column(roles.prediction), column(roles.score));
    if (expected === null) problems.push(unknownId(request.id, row !== undefined, table.file));
    return { ...request, expected: expected ?? { prediction: null, score: null } };
  });
  if (problems.length > 0) throw new Mistake(problems.slice(0, 10));
  return found;
}

function unknownId(id: string, there: boolean, file: string): Problem {
  const what = there
    ? `has no prediction in ${file}: it is empty or NaN there`
    : `is not among the predictions of the evaluation (${file})`;
  return { subject: 'golden', value: id, what, remedy: 'Take ids that the evaluation predicted.' };
}

function rowsById(ids: Column, rows: number, wanted: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const id = textAt(ids, row);
    if (id !== null && wanted.has(id)) found.set(id, row);
  }
  return found;
}

/** Null where neither is recorded. */
function expectedAt(row: number, prediction: Column | undefined, score: Column | undefined): Expected | null {
  const number = (column: Column | undefined) => {
    const value = column?.kind === 'number' ? column.values[row] : undefined;
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  const text = prediction?.kind === 'text' ? textAt(prediction, row) : null;
  const expected = { prediction: number(prediction) ?? text, score: number(score) };
  return expected.prediction === null && expected.score === null ? null : expected;
}
