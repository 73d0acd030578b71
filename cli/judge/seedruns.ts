import { appraiseSeeds } from '#judge/decision/seedtrial';
import { alone, trialOf } from '#judge/decision/trial';
import { Mistake } from '#kit/outcome';
import type { Predictions } from '#metrics/predictions';
import type { Rubric } from '#stage/rubric';
import type { PredictionFile } from './predictionfile.ts';

/** What several training runs a side come to. Mistake: runs whose rows are not the same, or that cannot be paired. */
export function seedEvidence(
  own: readonly PredictionFile[],
  against: readonly PredictionFile[],
  { gates, terms, on }: Rubric,
  shared: boolean,
): ReturnType<typeof appraiseSeeds> {
  if (on !== 'all') {
    const remedy = 'Give files of the same ids.';
    throw new Mistake({
      subject: '--on',
      what: 'has to be all where there are several files a side',
      remedy,
    });
  }
  const single = gates.find(({ choices }) => choices.minN !== null);
  if (single !== undefined) {
    const remedy = 'Write --min-n, which holds for every gate.';
    throw new Mistake({ subject: single.text, what: 'has a min-n of its own beside several files', remedy });
  }
  if (shared && against.length > 0 && own.length !== against.length) {
    const what = `pairs file by file, and there are ${own.length} and ${against.length}`;
    throw new Mistake({ subject: '--shared-seeds', what, remedy: 'Give as many files on both sides.' });
  }
  const [first] = own;
  if (first === undefined) throw new TypeError('there is no candidate');
  const { own: rows } = alone(first.predictions, '');
  const aligned = (file: PredictionFile) => (file === first ? rows : onRowsOf(first, file));
  const trial = { candidate: own.map(aligned), baseline: against.map(aligned), shared };
  return appraiseSeeds(trial, gates, terms);
}

function onRowsOf(first: PredictionFile, file: PredictionFile): Predictions {
  const { other } = trialOf(first.predictions, file.predictions, 'all', file.name);
  if (other.kind === 'paired') return other.other;
  const what = other.kind === 'none' ? `does not have the rows of ${first.name}: ${other.because}` : NO_IDS;
  throw new Mistake({
    subject: file.name,
    what,
    remedy: 'Give runs that were measured on the same test set.',
  });
}

const NO_IDS = 'has no id column: whether its rows are those of the other files is not known';
