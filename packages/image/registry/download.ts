import { createHash, randomUUID } from 'node:crypto';
import { FILE } from '#record/vocabulary';
import type { Descriptor } from '../descriptor.ts';
import type { Session } from './session.ts';
import { Cut, Refusal } from './trouble.ts';

/** What came is not what the digest stands for. */
export class OtherBytes extends Error {
  override readonly name = 'OtherBytes';
}

/** What has come of a blob: in a draft, and hashed. */
class Draft {
  readonly path = `${FILE.state}/tmp/${randomUUID()}.part`;
  done = 0;
  #hash = createHash('sha256');

  take(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.done += piece.length;
  }

  restart(): void {
    this.#hash = createHash('sha256');
    this.done = 0;
  }

  /** once, when all has come */
  digest(): string {
    return `sha256:${this.#hash.digest('hex')}`;
  }
}

/**
 * Fetches a blob to `place`, which appears whole or not at all. After a cut it goes on where it was (Range), or anew
 * where the registry gives no parts.
 *
 * @param arrived hears how many bytes have come
 */
export async function download(
  blob: Descriptor,
  place: string,
  session: Session,
  arrived: (bytes: number) => void,
): Promise<void> {
  const { files } = session.host;
  const tries = session.tries(blob.digest);
  const draft = new Draft();
  let furthest = 0;
  try {
    for (;;) {
      try {
        await fetchRest(blob, draft, session, arrived);
        return await files.move(draft.path, place);
      } catch (error) {
        if (draft.done > furthest) tries.progressed();
        furthest = Math.max(furthest, draft.done);
        if (!(error instanceof OtherBytes)) {
          await tries.failed(error);
          continue;
        }
        await files.remove(draft.path);
        draft.restart();
        await tries.failed(error, true);
      }
    }
  } finally {
    await files.remove(draft.path);
  }
}

async function fetchRest(
  { digest, size }: Descriptor,
  draft: Draft,
  session: Session,
  arrived: (bytes: number) => void,
): Promise<void> {
  const { connection, host } = session;
  const about = `blob ${digest}`;
  const range = draft.done > 0 ? { range: `bytes=${draft.done}-` } : {};
  const headers = { 'accept-encoding': 'identity', ...range };
  const response = await connection.send({
    method: 'GET',
    url: `blobs/${digest}`,
    about,
    headers,
    takes: [200, 206],
  });
  const from =
    response.status === 206 ? /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] : '0';
  if (Number(from) !== draft.done) {
    if (from !== '0') throw new Refusal(strange(response.status, about));
    await host.files.remove(draft.path);
    draft.restart();
  }
  const pieces = async function* (): AsyncIterable<Uint8Array> {
    const stream = response.body ?? [];
    for await (const piece of readable(stream, about, host.cancelled)) {
      if (draft.done + piece.length > size)
        throw new OtherBytes(`more than ${size} bytes came for ${digest}`);
      yield piece;
      draft.take(piece);
      arrived(draft.done);
    }
  };
  await host.files.append(draft.path, pieces());
  if (draft.done < size)
    throw new Cut(`GET of the ${about}`, new Error(`${draft.done} of ${size} bytes came`));
  const found = draft.digest();
  if (found !== digest) throw new OtherBytes(`bytes of ${found} came for ${digest}`);
}

function strange(status: number, request: string): ConstructorParameters<typeof Refusal>[0] {
  const words = 'it sent another part than was asked for';
  return { status, request: `GET of the ${request}`, of: 'registry', codes: [], words, wait: null };
}

/** A body that breaks off is the network's doing; one that was given up is not. */
export async function* readable(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  about: string,
  cancelled: AbortSignal,
): AsyncIterable<Uint8Array> {
  const pieces = (async function* () {
    yield* stream;
  })();
  for (;;) {
    const next = await pieces.next().catch((cause: unknown) => {
      throw cancelled.aborted ? cause : new Cut(`GET of the ${about}`, cause);
    });
    if (next.done === true) return;
    yield next.value;
  }
}
