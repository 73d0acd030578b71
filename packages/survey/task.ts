import type { TASKS } from '#project/sections';
import type { Guess } from './sight.ts';

export type Task = (typeof TASKS)[number];

/** Words of code that stand for one task alone. */
const SIGNS: readonly (readonly [task: Task, sign: RegExp])[] = [
  [
    'binary',
    /\b(BCEWithLogitsLoss|BCELoss|average_precision_score|precision_recall_curve|binary_crossentropy)\b|binary:logistic|objective["']?\s*[=:]\s*["']binary["']|\bnum_labels\s*=\s*2\b|roc_auc_score\((?![^)]*multi_class)/,
  ],
  [
    'multiclass',
    /\b(CrossEntropyLoss|sparse_categorical_crossentropy|categorical_crossentropy)\b|multi:soft|objective["']?\s*[=:]\s*["']multiclass|\bnum_labels\s*=\s*([3-9]|\d\d)|\bmulti_class\s*=/,
  ],
  [
    'multilabel',
    /\b(MultiLabelBinarizer|MultiOutputClassifier|ClassifierChain)\b|multi_label_classification/,
  ],
  [
    'regression',
    /\b(\w+Regressor|LinearRegression|Ridge|Lasso|ElasticNet|SVR|mean_squared_error|root_mean_squared_error|mean_absolute_error|r2_score|MSELoss|L1Loss)\b|reg:\w+|objective["']?\s*[=:]\s*["']regression/,
  ],
  ['ranking', /\b(ndcg_score|LGBMRanker|XGBRanker|CatBoostRanker)\b|rank:\w+|lambdarank/],
  ['text', /\b(AutoModelForCausalLM|AutoModelForSeq2SeqLM|Seq2SeqTrainer)\b|\b(rouge|sacrebleu)\b/],
];

/** What the model does, where the code has signs of one task and of no other. */
export function taskIn(files: readonly string[], texts: ReadonlyMap<string, string>): Guess<Task> | null {
  const found = SIGNS.flatMap(([task, sign]) => {
    const place = files.map((file) => placed(sign, file, texts)).find((one) => one !== null);
    return place === undefined || place === null ? [] : [{ value: task, from: place }];
  });
  const [only, ...more] = found;
  return only !== undefined && more.length === 0 ? only : null;
}

function placed(sign: RegExp, file: string, texts: ReadonlyMap<string, string>): string | null {
  const source = (texts.get(file) ?? '').replaceAll(/#.*$/gm, '');
  const found = sign.exec(source);
  return found === null
    ? null
    : `${file}:${source.slice(0, found.index).split('\n').length}, ${found[0].slice(0, 40)}`;
}
