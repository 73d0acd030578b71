import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { FakeGitHub } from './github.ts';
import type { Workspace } from './workspace.ts';

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What the record of an image says, beside what it holds. */
interface ImageWish {
  /** what the layer holds: another text is another image */
  readonly content?: string;
  readonly require?: 'verdict' | 'none';
  /** false: the evaluation is not among its records */
  readonly evaluated?: boolean;
}

/** An image as containerize packs it, made by hand: the files of its artifact, and its digests. */
interface MadeImage {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** of the manifest */
  readonly digest: string;
  readonly model: string;
}

/** The image of the model that the project evaluated last. */
export function makeImage(project: Workspace, wish: ImageWish = {}): MadeImage {
  const evaluation = '.mlops/stage/evaluate';
  const record = project.read(`${evaluation}/record.json`);
  const { subject }: { subject: { name: string; digest: { sha256: string } }[] } = JSON.parse(record);
  const model = subject.find(({ name }) => name === 'model')?.digest.sha256 ?? '';
  const blobs = new Map<string, Uint8Array>();
  const blob = (text: string, mediaType: string) => {
    const bytes = Buffer.from(text);
    blobs.set(sha256(bytes), bytes);
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
  };
  const layer = blob(wish.content ?? `weights ${model}`, 'application/vnd.oci.image.layer.v1.tar');
  const diffs = { rootfs: { type: 'layers', diff_ids: [layer.digest] } };
  const labels = { config: { Labels: { 'ml.mlops.model.digest': `sha256:${model}` } } };
  const config = blob(
    JSON.stringify({ architecture: 'amd64', os: 'linux', ...labels, ...diffs }),
    'application/vnd.oci.image.config.v1+json',
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = blob(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [layer] }), mediaType);
  const digest = manifest.digest.slice('sha256:'.length);
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [manifest],
  };
  const layout = {
    'image/oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    'image/index.json': JSON.stringify(index),
    ...Object.fromEntries([...blobs].map(([name, bytes]) => [`image/blobs/sha256/${name}`, bytes])),
  };
  const { evaluated = true } = wish;
  const records = evaluated ? { ...ancestorsIn(project, evaluation), [sha256(record)]: record } : {};
  const own = provenance(digest, model, evaluated ? sha256(record) : null, wish.require ?? 'verdict');
  const texts: Record<string, string | Uint8Array> = { ...layout, 'record.json': own };
  for (const [name, text] of Object.entries(records)) texts[`records/${name}.json`] = text;
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  return { files, digest, model };
}

function ancestorsIn(project: Workspace, folder: string): Record<string, string> {
  const home = join(project.path, folder, 'records');
  return Object.fromEntries(
    readdirSync(home).map((name) => [name.replace('.json', ''), readFileSync(join(home, name), 'utf8')]),
  );
}

/** SLSA provenance v1, as docs/records.md describes it. */
function provenance(image: string, model: string, evaluate: string | null, require: string): string {
  const home = 'https://github.com/org/mlops';
  const resource = (name: string, digest: string) => ({ name, digest: { sha256: digest } });
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [resource('image', image)],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${home}/containerize/v1`,
        externalParameters: {
          model: 'tiny',
          name: null,
          section: { require },
          parameters: null,
          seed: null,
          env: {},
        },
        internalParameters: {},
        resolvedDependencies: [resource('model', model)],
      },
      runDetails: {
        builder: { id: `${home}/local`, version: { mlops: '0.1.0' } },
        metadata: {
          invocationId: 'x/1',
          startedOn: '2026-01-01T00:00:00Z',
          finishedOn: '2026-01-01T00:00:01Z',
        },
        byproducts: [],
        mlops_ancestors: evaluate === null ? [] : [resource('evaluate', evaluate)],
        mlops_host: null,
      },
    },
  };
  return `${canonicalize(statement)}\n`;
}

const NAME = 'mlops-tiny-containerize';
let runs = 0;

/** Lays the image down as an artifact of this folder, newer than those before. */
export function publishLocally(project: Workspace, { files }: MadeImage): void {
  runs += 1;
  const home = `.mlops/artifacts/${NAME}/2099010${runs}T000000000Z-1`;
  const placed = Object.entries(files).map(([path, bytes]) => [`${home}/${path}`, bytes] as const);
  project.write(Object.fromEntries(placed));
}

/** The same as an artifact of the run on GitHub. */
export function publishOnGitHub(github: FakeGitHub, { files }: MadeImage, attempt = 1): void {
  github.publish(NAME, files, attempt);
}
