import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Predictions } from '#metrics/predictions';
import type { Digest } from '#record/digest';
import { readPredictions } from '#stage/judging';
import type { Rubric } from '#stage/rubric';

/** Predictions, and the SHA-256 of their file. */
export interface PredictionFile {
  readonly name: string;
  readonly digest: Digest;
  readonly predictions: Predictions;
}

const CHUNK = 2 ** 20;

/** Reads a file as a stream, as it may be larger than memory; its digest is taken on the way. */
export async function predictionFile(name: string, rubric: Rubric, cwd: string): Promise<PredictionFile> {
  const hash = createHash('sha256');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of createReadStream(resolve(cwd, name), { highWaterMark: CHUNK })) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (cause) {
      const what = 'cannot be read';
      throw new Mistake({ subject: name, what, remedy: 'Name a file that is there.' }, { cause });
    }
  }
  const predictions = await readPredictions(rubric, bytes(), name);
  return { name, digest: hash.digest('hex'), predictions };
}
