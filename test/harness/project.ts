import { Workspace } from './workspace.ts';

const FOUR = ['0,0,0.1,AA', '0,0,0.4,AA', '1,0,0.35,BB', '1,1,0.8,BB'];

/**
 * Predictions whose measures are known: scikit-learn 1.9.1 gives ROC AUC 0.75 and accuracy 0.75 for these four rows, and
 * a thousand times them, which is enough for noise not to matter.
 */
export const PREDICTIONS = `id,late,predicted,p_late,carrier
${Array.from({ length: 4000 }, (_, row) => `${row + 1},${FOUR[row % 4]}\n`).join('')}`;

const MLOPS = `schema: 1
model: tiny
data:
  rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }
train:
  run: bash train.sh
  code: [train.sh]
  data: [rows]
  params: { lr: 0.1 }
  seed: 7
  model: out/model.bin
  metrics: out/metrics.json
evaluate:
  run: bash predict.sh
  code: [predict.sh, predictions.csv]
  data: [rows]
  predictions: out/predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  slices: [carrier]
  gates: ["roc_auc >= 0.7"]
`;

const TRAIN = `test -s "$MLOPS_DATA_ROWS/rows.txt"
mkdir -p out
echo "trained with seed $MLOPS_SEED and $(tr -d ' \\n' < "$MLOPS_PARAMS")" > "$MLOPS_MODEL"
echo '{"loss": 0.25, "nested": {"steps": 3}}' > "$MLOPS_METRICS"
`;

/** A whole project that needs nothing but bash: data, training, scoring. Changes are laid over it before the commit. */
export function tinyProject(changes: Readonly<Record<string, string>> = {}): Workspace {
  return Workspace.of({
    'mlops.yml': MLOPS,
    'raw.txt': 'some rows\n',
    'train.sh': TRAIN,
    'predict.sh': 'test -s "$MLOPS_MODEL"\ncp predictions.csv "$MLOPS_PREDICTIONS"\n',
    'predictions.csv': PREDICTIONS,
    '.gitignore': 'data/\nout/\n',
    ...changes,
  });
}

/** mlops.yml of the tiny project with one text replaced by another. */
export function changed(from: string, to: string): string {
  if (!MLOPS.includes(from)) throw new Error(`mlops.yml has no ${from}`);
  return MLOPS.replace(from, () => to);
}
