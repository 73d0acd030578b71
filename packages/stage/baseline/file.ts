import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { digestOf } from '#record/digest';
import { numbersIn } from './numbers.ts';
import type { Search, Trace } from './search.ts';

/** A verdict.json, which has no record. Mistake: it is not there, or is none. */
export async function fromFile(path: string, { scene }: Search): Promise<Trace> {
  const { files } = scene.host;
  await files.resolve(path, 'baseline');
  if ((await files.exists(path)) !== 'file') {
    const remedy =
      'Name a verdict.json that is there, merge-base, ancestor, base-branch, champion, deployed, ref:<name>, artifact:<name>, auto or none.';
    throw new Mistake({ subject: 'baseline', what: 'is no file that is there', remedy, value: path });
  }
  const text = await files.text(path);
  const found = {
    facts: { kind: 'file' as const, name: path, digest: digestOf(text) },
    measurements: numbersIn(text, path),
    predictions: null,
    notes: [],
    decidedOn: null,
    record: null,
    chain: new Map<Digest, string>(),
    origins: new Map<Digest, string>(),
  };
  return { found, missed: [] };
}
