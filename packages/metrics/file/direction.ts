import { MEASURES } from '../measure/measures.ts';
import type { Direction } from '../measurement.ts';

const LOWER = `loss error errors failures perplexity ppl wer cer ter mae mse rmse mape smape brier ece
  runtime latency duration cost`;
const HIGHER = `accuracy acc auc auroc f1 precision recall bleu chrf rouge rouge1 rouge2 rougel rougelsum meteor
  mcc r2 ndcg mrr map iou miou dice em throughput`;

/** Words of a metric's name that say which side is better, wherever they stand in it: `eval_loss`, `val.top1_acc`. */
const WORDS: ReadonlyMap<string, Direction> = new Map([
  ...LOWER.split(/\s+/).map((word) => [word, 'lower-is-better'] as const),
  ...HIGHER.split(/\s+/).map((word) => [word, 'higher-is-better'] as const),
]);

/** Names of two words, which are looked for before single words are. */
const PHRASES: readonly (readonly [RegExp, Direction])[] = [
  [
    /exact_match|pass_rate|matthews_correlation|explained_variance|(samples|steps|tokens)_per_second/,
    'higher-is-better',
  ],
  [/word_perplexity|byte_perplexity|bits_per_byte|log_loss/, 'lower-is-better'],
];

/**
 * Which side is better, where the name of a metric says so: a measure of ours by its last part, else a word that is
 * known in machine learning. `none` where no word, or words of both kinds, are in it.
 */
export function directionOf(name: string): Direction {
  const last = name.split('.').at(-1) ?? name;
  const own = MEASURES.find((measure) => measure.name === last);
  if (own !== undefined) return own.direction;
  const lower = name.toLowerCase();
  const phrase = PHRASES.find(([pattern]) => pattern.test(lower));
  if (phrase !== undefined) return phrase[1];
  // the last word that is known decides: `loss.best` is of a loss, `accuracy_loss` is one
  const words = lower.split(/[^a-z0-9]+/).flatMap((word) => WORDS.get(word) ?? []);
  return words.at(-1) ?? 'none';
}
