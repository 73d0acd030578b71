import { createHash } from 'node:crypto';
import type { Blobs } from './blobs.ts';

export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly run: number;
  readonly attempt: number;
  readonly job: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** set when it is finalized: `sha256:<hex>` of the bytes uploaded */
  readonly digest: string | null;
  readonly size: number;
}

const DAYS_90 = 90 * 24 * 3600 * 1000;

/** Artifacts of all runs. A name is taken once an attempt; later attempts may take it again. */
export class ArtifactStore {
  readonly #artifacts = new Map<number, StoredArtifact>();
  readonly #blobs: Blobs;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** Null: the name is taken in this attempt. */
  create(
    wish: Pick<StoredArtifact, 'name' | 'run' | 'attempt' | 'job'>,
    expiresAt?: string,
  ): StoredArtifact | null {
    if (
      this.all().some((one) => one.name === wish.name && one.run === wish.run && one.attempt === wish.attempt)
    )
      return null;
    const now = new Date();
    const artifact = {
      ...wish,
      id: 4001 + this.#artifacts.size,
      createdAt: now.toISOString(),
      expiresAt: expiresAt ?? new Date(now.getTime() + DAYS_90).toISOString(),
      digest: null,
      size: 0,
    };
    this.#artifacts.set(artifact.id, artifact);
    return artifact;
  }

  /** Null: nothing was uploaded, or the digest the client claims is not that of the bytes that arrived. */
  finalize(artifact: StoredArtifact, claimed: string | undefined): StoredArtifact | null {
    const bytes = this.#blobs.bytes(blobOf(artifact));
    if (bytes === undefined) return null;
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (claimed !== undefined && claimed !== digest) return null;
    const done = { ...artifact, digest, size: bytes.length };
    this.#artifacts.set(done.id, done);
    return done;
  }

  /** All that were begun, oldest first. */
  all(): StoredArtifact[] {
    return [...this.#artifacts.values()];
  }

  /** Those that can be fetched, newest first: the newest of a name stands first. */
  finished(): StoredArtifact[] {
    return this.all()
      .filter(({ digest }) => digest !== null)
      .reverse();
  }

  delete(artifact: StoredArtifact): void {
    this.#artifacts.delete(artifact.id);
    this.#blobs.delete(blobOf(artifact));
  }

  /** A signed path to its bytes. An archive is offered as `<name>.zip`, a single file under its own name. */
  sign(artifact: StoredArtifact): string {
    return this.#blobs.sign(blobOf(artifact), artifact.name);
  }

  bytes(artifact: StoredArtifact): Buffer | undefined {
    return this.#blobs.bytes(blobOf(artifact));
  }
}

function blobOf({ id }: StoredArtifact): string {
  return `artifact-${id}`;
}
