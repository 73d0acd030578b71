import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobDigest, blobPath, type Descriptor, MEDIA } from '#image/descriptor';

/** An OCI image layout on disk, made without any code of ours but the words for it; gone at the end of its scope. */
export class ImageLayout implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-test-')));
  /** the image, a ModelPack over the same layers, and an index of both */
  readonly image: Descriptor;
  readonly pack: Descriptor;
  readonly index: Descriptor;
  readonly layers: readonly Descriptor[];

  /** @param weights bytes of the largest layer */
  constructor(weights: number, code = 'print("serving")\n') {
    this.layers = [
      this.#layer('weights', { 'models/weights.bin': noise(weights) }),
      this.#layer('code', { 'app/serve.py': Buffer.from(code), 'app/empty': Buffer.alloc(0) }),
    ];
    const config = this.#json(MEDIA.config, {
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['/app/serve.py'] },
      rootfs: { type: 'layers', diff_ids: this.layers.map(({ digest }) => digest) },
    });
    this.image = this.#manifest({ config, layers: this.layers });
    const modelfs = { type: 'layers', diffIds: this.layers.map(({ digest }) => digest) };
    this.pack = this.#manifest({
      artifactType: MEDIA.model.manifest,
      config: this.#json(MEDIA.model.config, { descriptor: {}, config: {}, modelfs }),
      layers: this.layers.map((layer) => ({ ...layer, mediaType: MEDIA.model.weight })),
    });
    const both = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [this.image, this.pack] };
    this.index = this.#json(MEDIA.index, both);
    writeFileSync(join(this.path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    writeFileSync(join(this.path, 'index.json'), JSON.stringify(both));
  }

  /** where a blob lies */
  at({ digest }: Pick<Descriptor, 'digest'>): string {
    return join(this.path, blobPath(digest));
  }

  #layer(name: string, files: Readonly<Record<string, Buffer>>): Descriptor {
    const folder = mkdtempSync(join(tmpdir(), 'mlops-test-'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const tar = join(this.path, `${name}.tar`);
    const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    execFileSync('tar', [...same, '-C', folder, '-cf', tar, '.']);
    const content = execFileSync('cat', [tar], { maxBuffer: 1e9 });
    rmSync(tar);
    rmSync(folder, { recursive: true });
    return this.#blob(MEDIA.layer, content);
  }

  #manifest(content: object): Descriptor {
    return this.#json(MEDIA.manifest, { schemaVersion: 2, mediaType: MEDIA.manifest, ...content });
  }

  #json(mediaType: string, content: object): Descriptor {
    return this.#blob(mediaType, Buffer.from(JSON.stringify(content)));
  }

  #blob(mediaType: string, content: Buffer): Descriptor {
    const digest: BlobDigest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    mkdirSync(join(this.path, 'blobs/sha256'), { recursive: true });
    writeFileSync(this.at({ digest }), content);
    return { mediaType, digest, size: content.length };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Bytes that no two places have the same of, and every run has. */
function noise(size: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(size));
}
