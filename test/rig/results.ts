import type { Answer, Blobs } from './blobs.ts';
import { json } from './blobs.ts';

interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly run: string;
  readonly job: string;
  readonly attempt: number;
  readonly blob: string;
  readonly createdAt: string;
  digest: string;
  done: boolean;
}

interface CacheEntry {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  done: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** The results service: artifacts v4 and cache v2 as twirp over JSON. Names are unique in an attempt. */
export class Results {
  readonly artifacts: StoredArtifact[] = [];
  readonly #caches: CacheEntry[] = [];
  readonly #blobs: Blobs;
  readonly #home: () => string;
  attempt = 1;

  constructor(blobs: Blobs, home: () => string) {
    this.#blobs = blobs;
    this.#home = home;
  }

  answer(method: string, body: Body): Answer {
    const text = (key: string) => String(body[key] ?? '');
    switch (method) {
      case 'CreateArtifact':
        return this.#create(
          text('name'),
          text('workflow_run_backend_id'),
          text('workflow_job_run_backend_id'),
        );
      case 'FinalizeArtifact':
        return this.#finalize(text('name'), text('hash'));
      case 'ListArtifacts':
        return this.#list(text('workflow_run_backend_id'), body['name_filter'], body['id_filter']);
      case 'GetSignedArtifactURL':
        return this.#signed(text('name'));
      case 'CreateCacheEntry':
        return this.#createCache(text('key'), text('version'));
      case 'FinalizeCacheEntryUpload':
        return this.#finalizeCache(text('key'), text('version'));
      case 'GetCacheEntryDownloadURL':
        return this.#findCache(text('key'), text('version'), body['restore_keys']);
      default:
        return json(501, { code: 'unimplemented', msg: method });
    }
  }

  #create(name: string, run: string, job: string): Answer {
    if (this.artifacts.some((one) => one.name === name && one.run === run && one.attempt === this.attempt)) {
      const msg = 'an artifact with this name already exists on the workflow run';
      return json(409, { code: 'already_exists', msg });
    }
    const id = this.artifacts.length + 1;
    const blob = `artifact-${id}.zip`;
    const createdAt = new Date().toISOString();
    this.artifacts.push({
      id,
      name,
      run,
      job,
      attempt: this.attempt,
      blob,
      createdAt,
      digest: '',
      done: false,
    });
    return json(200, { ok: true, signed_upload_url: this.#url(blob) });
  }

  #finalize(name: string, hash: string): Answer {
    const artifact = this.artifacts.findLast((one) => one.name === name);
    if (artifact === undefined) return json(404, { code: 'not_found', msg: name });
    artifact.done = true;
    artifact.digest = hash;
    return json(200, { ok: true, artifact_id: String(artifact.id) });
  }

  #list(run: string, name: unknown, id: unknown): Answer {
    const newestFirst = this.artifacts.filter((one) => one.done && one.run === run).reverse();
    const newest = newestFirst.filter(
      (one, index) => newestFirst.findIndex((other) => other.name === one.name) === index,
    );
    const found = newest.filter(
      (one) => (!name || one.name === name) && (!id || String(one.id) === String(id)),
    );
    const artifacts = found.map((one) => ({
      workflow_run_backend_id: one.run,
      workflow_job_run_backend_id: one.job,
      database_id: String(one.id),
      name: one.name,
      size: String(this.#blobs.size(one.blob)),
      created_at: one.createdAt,
      ...(one.digest === '' ? {} : { digest: one.digest }),
    }));
    return json(200, { artifacts });
  }

  #signed(name: string): Answer {
    const artifact = this.artifacts.findLast((one) => one.done && one.name === name);
    if (artifact === undefined) return json(404, { code: 'not_found', msg: name });
    return json(200, { signed_url: this.#url(artifact.blob) });
  }

  #createCache(key: string, version: string): Answer {
    if (this.#caches.some((one) => one.key === key && one.version === version)) {
      return json(409, { code: 'already_exists', msg: 'cache entry already exists' });
    }
    const id = this.#caches.length + 1;
    this.#caches.push({ id, key, version, blob: `cache-${id}.tar`, done: false });
    return json(200, { ok: true, signed_upload_url: this.#url(`cache-${id}.tar`) });
  }

  #finalizeCache(key: string, version: string): Answer {
    const entry = this.#caches.find((one) => one.key === key && one.version === version);
    if (entry === undefined) return json(404, { code: 'not_found', msg: key });
    entry.done = true;
    return json(200, { ok: true, entry_id: String(entry.id) });
  }

  #findCache(key: string, version: string, restoreKeys: unknown): Answer {
    const prefixes = Array.isArray(restoreKeys) ? restoreKeys.map(String) : [];
    const done = this.#caches.filter((one) => one.done && one.version === version);
    const found =
      done.find((one) => one.key === key) ??
      done.findLast((one) => prefixes.some((prefix) => one.key.startsWith(prefix)));
    if (found === undefined) return json(200, { ok: false });
    return json(200, { ok: true, signed_download_url: this.#url(found.blob), matched_key: found.key });
  }

  #url(blob: string): string {
    return `${this.#home()}/blob/${blob}?sig=none`;
  }
}
