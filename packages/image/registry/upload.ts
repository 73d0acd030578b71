import { Mistake } from '#kit/outcome';
import type { Descriptor } from '../descriptor.ts';
import { discard, type Exchange } from './connection.ts';
import type { Tries } from './patience.ts';
import type { Session } from './session.ts';
import { Cut, Refusal } from './trouble.ts';

/** A blob on this disk that a registry lacks. */
export interface Cargo {
  readonly descriptor: Descriptor;
  /** its file */
  readonly path: string;
}

export interface Sending {
  readonly session: Session;
  /** bytes a request carries */
  readonly part: number;
  /** repositories of the same registry that may have the blob */
  readonly from: readonly string[];
  /** how many bytes of the blob have arrived */
  readonly arrived: (bytes: number) => void;
}

/** An upload the registry has opened. */
interface Opened {
  readonly location: string;
  readonly offset: number;
}

/** Answers by which a registry, or a proxy before it, says that it takes no parts, or none so large. */
const TOO_LARGE = [413, 416];
const NO_PARTS = [405, 411, 501, ...TOO_LARGE];

/** Parts that are too large are made smaller by this, and never smaller than that. */
const SHRUNK = 4;
const SMALLEST = 1024 * 1024;

/** Answers for an upload that the registry does not know any more. */
const LOST = ['BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID'];

/** Does the repository have the blob? */
export async function isThere({ digest }: Descriptor, session: Session): Promise<boolean> {
  const { status } = await session.tries(digest).until(() => session.connection.send(questionFor(digest)));
  return status === 200;
}

function questionFor(digest: string): Exchange {
  return { method: 'HEAD', url: `blobs/${digest}`, about: `blob ${digest}`, takes: [200, 404] };
}

/**
 * Brings one blob to a registry: taken over from another repository where one has it; else in parts, each a request
 * (POST, PATCH…, PUT; distribution-spec, pushing a blob in chunks). After a failure the registry is asked what has
 * arrived, and the upload goes on there, or anew where it has forgotten. A registry that takes no such parts gets
 * smaller ones, or the blob in one piece. The registry checks the digest before it has the blob.
 */
export async function upload(cargo: Cargo, sending: Sending): Promise<'sent' | 'mounted'> {
  const tries = sending.session.tries(cargo.descriptor.digest);
  const opened = await tries.until(() => mount(cargo, sending));
  return opened === 'mounted' ? opened : new Upload(cargo, sending, tries).run(opened);
}

/** mounted: the repository has it now. Else the upload that was opened instead, or null. */
async function mount({ descriptor }: Cargo, { session, from }: Sending): Promise<'mounted' | Opened | null> {
  const { connection } = session;
  let opened: Opened | null = null;
  for (const source of from) {
    const query = `mount=${encodeURIComponent(descriptor.digest)}&from=${encodeURIComponent(source)}`;
    const response = await connection.send({
      method: 'POST',
      url: `blobs/uploads/?${query}`,
      about: `blob ${descriptor.digest} from ${source}`,
      scopes: [`repository:${source}:pull`],
      // what may not be read there is sent
      takes: [201, 202, 400, 401, 403, 404, 405],
    });
    await discard(response);
    if (response.status === 201) return 'mounted';
    const location = response.status === 202 ? connection.location(response) : null;
    if (location !== null) opened = { location, offset: 0 };
  }
  return opened;
}

class Upload {
  readonly #cargo: Cargo;
  readonly #sending: Sending;
  readonly #tries: Tries;
  readonly #about: string;
  /** as far as any try has come */
  #furthest = 0;
  /** bytes a request carries: what was asked for, or the least the registry takes */
  #part: number;
  #inOne = false;
  #realigned = false;

  constructor(cargo: Cargo, sending: Sending, tries: Tries) {
    this.#cargo = cargo;
    this.#sending = sending;
    this.#tries = tries;
    this.#part = sending.part;
    this.#about = `blob ${cargo.descriptor.digest}`;
  }

  async run(opened: Opened | null): Promise<'sent'> {
    let at = opened;
    for (let failed = false; ; ) {
      try {
        if (failed && (await this.#isThere())) return 'sent';
        if (failed && at !== null) at = this.#inOne ? null : await this.#status(at);
        failed = false;
        at ??= await this.#open();
        const { size } = this.#cargo.descriptor;
        while (!this.#inOne && at.offset < size && size > this.#part) at = await this.#sendPart(at);
        await this.#finish(at);
        return 'sent';
      } catch (error) {
        failed = true;
        at = await this.#recover(error, at);
      }
    }
  }

  /** Where to go on after an error; throws it where there is no way on. */
  async #recover(error: unknown, at: Opened | null): Promise<Opened | null> {
    const spoiled = error instanceof Refusal && error.codes.includes('DIGEST_INVALID');
    if (spoiled || (this.#inOne && error instanceof Cut)) await this.#demandUnchanged();
    if (!this.#inOne && at !== null && refusesParts(error, at)) return this.#otherParts(error, at);
    const lost =
      error instanceof Refusal && (error.status === 404 || error.codes.some((code) => LOST.includes(code)));
    if (at !== null && (lost || spoiled)) {
      await this.#tries.failed(error, true);
      return null;
    }
    await this.#tries.failed(error);
    return at;
  }

  /** The registry may be elsewhere than we thought; else it gets smaller parts, at last the blob in one piece. */
  async #otherParts(error: Refusal, at: Opened): Promise<Opened | null> {
    const { digest } = this.#cargo.descriptor;
    const { log } = this.#sending.session.host;
    if (error.status === 416 && !this.#realigned) {
      this.#realigned = true;
      const told = await this.#status(at).catch(() => null);
      if (told !== null && told.offset !== at.offset) return told;
    }
    const smaller = Math.floor(this.#part / SHRUNK);
    if (TOO_LARGE.includes(error.status) && smaller >= SMALLEST) {
      this.#part = smaller;
      log.info(`${digest}: ${error.message}; it is sent in parts of ${(smaller / 1e6).toFixed(1)} MB`);
    } else {
      this.#inOne = true;
      log.info(`${digest}: ${error.message}; it is sent in one piece`);
    }
    return null;
  }

  async #isThere(): Promise<boolean> {
    const { connection } = this.#sending.session;
    const { digest } = this.#cargo.descriptor;
    return (await connection.send(questionFor(digest))).status === 200;
  }

  async #open(): Promise<Opened> {
    const { connection } = this.#sending.session;
    const response = await connection.send({
      method: 'POST',
      url: 'blobs/uploads/',
      about: this.#about,
      takes: [202],
    });
    await discard(response);
    this.#part = Math.max(this.#part, Number(response.headers.get('oci-chunk-min-length')) || 0);
    return { location: this.#locationOf(response), offset: 0 };
  }

  #locationOf(response: Response, before?: string): string {
    const location = this.#sending.session.connection.location(response) ?? before;
    if (location !== undefined) return location;
    const { status } = response;
    const words = 'it does not say where the upload goes on';
    throw new Refusal({ status, request: this.#about, of: 'registry', codes: [], words, wait: null });
  }

  /** What has arrived of an upload, as the registry says; null: it does not know it any more. */
  async #status({ location }: Opened): Promise<Opened | null> {
    const { connection } = this.#sending.session;
    const about = `upload of the ${this.#about}`;
    const takes = [200, 204, 400, 404, 405, 410, 416];
    const response = await connection.send({ method: 'GET', url: location, about, takes });
    await discard(response);
    const end = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1];
    if (!response.ok || end === undefined) return null;
    // `0-0` is how nothing is said
    const offset = end === '0' ? 0 : Number(end) + 1;
    if (offset > this.#cargo.descriptor.size) return null;
    return { location: this.#locationOf(response, location), offset };
  }

  async #sendPart({ location, offset }: Opened): Promise<Opened> {
    const { session } = this.#sending;
    const to = Math.min(offset + this.#part, this.#cargo.descriptor.size);
    const response = await session.connection.send({
      method: 'PATCH',
      url: location,
      about: this.#about,
      headers: { 'content-type': 'application/octet-stream', 'content-range': `${offset}-${to - 1}` },
      body: await this.#bytes(offset, to),
      takes: [201, 202, 204],
    });
    await discard(response);
    this.#arrived(to);
    return { location: this.#locationOf(response, location), offset: to };
  }

  #arrived(bytes: number): void {
    if (bytes > this.#furthest) this.#tries.progressed();
    this.#furthest = Math.max(this.#furthest, bytes);
    this.#sending.arrived(bytes);
  }

  /** The last request, with what has not been sent: all of it where parts are not worth it or not taken. */
  async #finish({ location, offset }: Opened): Promise<void> {
    const { session } = this.#sending;
    const { digest, size } = this.#cargo.descriptor;
    const { path } = this.#cargo;
    const { files } = session.host;
    const small = size - offset <= this.#part;
    const response = await session.connection.send({
      method: 'PUT',
      url: `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`,
      about: this.#about,
      headers: { 'content-type': 'application/octet-stream' },
      ...(small
        ? { body: await this.#bytes(offset, size) }
        : {
            stream: {
              size: size - offset,
              open: () => this.#counted(files.stream(path, { from: offset, to: size })),
            },
          }),
      takes: [200, 201, 204],
    });
    await discard(response);
    const stored = response.headers.get('docker-content-digest');
    if (stored !== null && stored !== digest) {
      const words = `it stored ${stored}`;
      throw new Refusal({
        status: response.status,
        request: this.#about,
        of: 'registry',
        codes: [],
        words,
        wait: null,
      });
    }
    this.#arrived(size);
  }

  async *#counted(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let done = 0;
    for await (const piece of stream) {
      yield piece;
      done += piece.length;
      this.#sending.arrived(done);
    }
  }

  /** A part of the file; a file that is shorter than it was is a mistake. */
  async #bytes(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const { files } = this.#sending.session.host;
    const bytes = new Uint8Array(to - from);
    let filled = 0;
    for await (const piece of files.stream(this.#cargo.path, { from, to })) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    if (filled < bytes.length) throw changed(this.#cargo);
    return bytes;
  }

  /** The registry got other bytes than the digest stands for: has the file changed since it was hashed? */
  async #demandUnchanged(): Promise<void> {
    const { path, descriptor } = this.#cargo;
    const [found] = await this.#sending.session.host.digests.of(path, 'read');
    if (`sha256:${found?.sha256}` !== descriptor.digest) throw changed(this.#cargo);
  }
}

/** Does it say that it takes no parts? Some say so only by having put them together wrongly. */
function refusesParts(error: unknown, at: Opened): error is Refusal {
  if (!(error instanceof Refusal)) return false;
  return (
    (NO_PARTS.includes(error.status) && error.request.startsWith('PATCH')) ||
    (error.codes.includes('DIGEST_INVALID') && at.offset > 0)
  );
}

/** The mistake of a file whose bytes are not those its digest stands for. */
export function changed({ path, descriptor }: Cargo): Mistake {
  return new Mistake({
    subject: path,
    what: `does not hold the bytes of ${descriptor.digest}: it was changed after the image was packed`,
    remedy: 'Pack the image again, and let nothing write to its folder meanwhile.',
  });
}
