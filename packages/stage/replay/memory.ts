import { join } from 'node:path';
import type { Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';
import { LEDGER } from '../ledger.ts';
import { type Companion, type Found, findPast } from '../past.ts';

/**
 * Records that are known here, with what lies beside them: in the ledgers of project folders, and in the refs of
 * GitHub that the repository around the user has fetched. All of them are read only when a digest leads to none.
 */
export class Memory {
  readonly #homes: readonly string[];
  readonly #host: Pick<Host, 'files' | 'fetched'>;
  #past: Promise<readonly Found[]> | null = null;

  constructor(homes: readonly string[], host: Pick<Host, 'files' | 'fetched'>) {
    this.#homes = homes;
    this.#host = host;
  }

  all(): Promise<readonly Found[]> {
    this.#past ??= findPast(this.#host, this.#homes).then(({ found }) => found);
    return this.#past;
  }

  /** The bytes of a record; null where it is not known. */
  async record(digest: Digest): Promise<string | null> {
    for (const home of this.#homes) {
      const path = join(home, LEDGER, digest, FILE.record);
      if ((await this.#host.files.exists(path)) !== 'file') continue;
      const bytes = await this.#host.files.text(path);
      if (digestOf(bytes) === digest) return bytes;
    }
    return (await this.#found(digest))?.bytes ?? null;
  }

  /** A small file that lies beside a record and is what the record says; null where there is none. */
  async companion(digest: Digest, name: Companion): Promise<string | null> {
    const bytes = (await (await this.#found(digest))?.companion(name)) ?? null;
    return bytes === null || bytes === 'other' ? null : new TextDecoder().decode(bytes);
  }

  async #found(digest: Digest): Promise<Found | undefined> {
    return (await this.all()).find((one) => one.digest === digest);
  }
}
