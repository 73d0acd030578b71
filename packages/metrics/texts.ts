import type { Answers, Told } from './answers.ts';
import { binaryClasses, manyClasses, type Named } from './classes.ts';
import { flaws } from './flaw.ts';
import { numbers } from './numbers.ts';

/**
 * Answers in words: a label and a prediction that are compared to the letter, a score that a test, a person or a model
 * gave, or both. A score is a number, or true and false; without labels the scores alone are judged.
 */
export function gradedText({ table, label, prediction, score }: Told): Answers {
  const columns = [label, prediction].filter((one) => one !== null);
  const { classes, numbered } = manyClasses(columns);
  const scores = score === null ? null : marks(score, table.file);
  const labels = label === null ? new Float64Array(table.rows) : numbered(label.column);
  const predictions = label === null || prediction === null ? null : numbered(prediction.column);
  return {
    labels,
    predictions,
    scores,
    classes,
    flaws: [
      ...(label === null ? [] : flaws(label.name, labels)),
      ...(prediction === null || predictions === null ? [] : flaws(prediction.name, predictions)),
      ...(score === null || scores === null ? [] : flaws(score.name, scores)),
    ],
    notes: score === null ? [] : [`a row passes where ${score.name} is true, or 0.5 or more`],
  };
}

function marks(score: Named, file: string): Float64Array {
  const { column } = score;
  const words = column.kind === 'text' && column.values.every((value) => Number.isNaN(Number(value)));
  return words ? binaryClasses([score], undefined).numbered(column) : numbers(score, file);
}
