import { createHash } from 'node:crypto';
import { canonical } from '#record/canonical';
import { PROPERTY, URI } from '#record/vocabulary';
import { envDigestOf, type Manifest, type Spec } from './manifest.ts';

type Package = Spec['packages'][number];
type Property = readonly [name: string, value: string | null];

/**
 * `environment.cdx.json`: an environment as a CycloneDX 1.6 bill of materials, for the programs that look for flaws and
 * licences. Made of {schema, spec} alone, without a time, a machine or a tool: equal environments have equal bytes, on
 * which their records agree. Canonical JSON and a line end.
 */
export function bomOf({ schema, spec }: Pick<Manifest, 'schema' | 'spec'>): string {
  const digest = envDigestOf({ schema, spec });
  const component = environmentOf(digest, spec);
  const components = [pythonOf(spec.python), ...spec.packages.map(componentOf)];
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    serialNumber: `urn:uuid:${uuidOf(`${URI.environment}#${digest}`)}`,
    metadata: { component },
    components,
    // what a package needs itself is not in the manifest: without an entry of its own it is unknown
    dependencies: [{ ref: component['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${canonical(bom)}\n`;
}

/** "A runtime environment which interprets or executes software": the schema's words for the type platform. */
function environmentOf(digest: string, { kind, target, accelerator, selection }: Spec) {
  const properties = propertiesOf([
    [PROPERTY.digest, digest],
    [PROPERTY.lock, kind],
    [PROPERTY.os, target.os],
    [PROPERTY.arch, target.arch],
    [PROPERTY.libc, target.libc],
    [PROPERTY.accelerator, accelerator.backend],
    ...selection.extras.map((name): Property => [PROPERTY.extra, name]),
    ...selection.groups.map((name): Property => [PROPERTY.group, name]),
  ]);
  const version = digest.slice(0, 12);
  return { type: 'platform', 'bom-ref': 'environment', name: 'environment', version, ...properties };
}

/** No index has it, so the purl is generic; that of another implementation would name one that it is not. */
function pythonOf({ implementation, version }: Spec['python']) {
  const purl = /^cpython\b/.test(implementation) ? { purl: `pkg:generic/python@${encoded(version)}` } : {};
  const properties = propertiesOf([[PROPERTY.implementation, implementation]]);
  return { type: 'platform', 'bom-ref': 'python', name: 'python', version, ...purl, ...properties };
}

/** A package that came from elsewhere than an index has no purl: one would name a package of that name on PyPI. */
function componentOf({ name, version, hashes, source }: Package) {
  const release = version === null ? `pkg:pypi/${name}` : `pkg:pypi/${name}@${encoded(version)}`;
  const purl = source === null ? release : null;
  const { properties, ...proofs } = proofsOf(hashes, purl);
  return {
    type: 'library',
    'bom-ref': purl ?? `package:${name}`,
    name,
    ...(version === null ? {} : { version }),
    ...(purl === null ? {} : { purl }),
    ...proofs,
    ...propertiesOf([[PROPERTY.source, source], ...properties]),
  };
}

/**
 * Where hashes go. `hashes` of a component are those of the component, one thing: the only hash of a package is that.
 * Several hashes are of several files the lock allows, of which a machine takes one: each is a reference of the type
 * distribution, whose own `hashes` are those of what it refers to, by the purl with its checksum, for the lock's
 * addresses are in no manifest. What CycloneDX has no name for is a property.
 */
function proofsOf(hashes: readonly string[], purl: string | null) {
  const named = hashes.flatMap((text) => {
    const hash = hashOf(text);
    return hash === null ? [] : [{ text, hash }];
  });
  const properties = (kept: readonly { readonly text: string }[]) =>
    hashes
      .filter((hash) => !kept.some(({ text }) => text === hash))
      .map((hash): Property => [PROPERTY.hash, hash]);
  if (named.length === 0 || (hashes.length > 1 && purl === null)) return { properties: properties([]) };
  if (hashes.length === 1) return { hashes: named.map(({ hash }) => hash), properties: [] };
  const externalReferences = named.map(({ text, hash }) => ({
    type: 'distribution',
    url: `${purl}?checksum=${text}`,
    hashes: [hash],
  }));
  return { externalReferences, properties: properties(named) };
}

/** Names of a lock's hashes in CycloneDX, and how many hexadecimal digits each has. */
const ALGORITHMS: Readonly<Record<string, readonly [alg: string, digits: number]>> = {
  md5: ['MD5', 32],
  sha1: ['SHA-1', 40],
  sha256: ['SHA-256', 64],
  sha384: ['SHA-384', 96],
  sha512: ['SHA-512', 128],
  sha3_256: ['SHA3-256', 64],
  sha3_384: ['SHA3-384', 96],
  sha3_512: ['SHA3-512', 128],
  blake2b: ['BLAKE2b-512', 128],
};

function hashOf(hash: string): { readonly alg: string; readonly content: string } | null {
  const [kind = '', content = ''] = hash.split(':');
  const [alg, digits] = ALGORITHMS[kind] ?? [];
  return alg !== undefined && content.length === digits && /^[0-9a-f]+$/.test(content)
    ? { alg, content }
    : null;
}

/** Nothing where there is none: an empty list says no more. */
function propertiesOf(all: readonly Property[]) {
  const properties = all.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  return properties.length === 0 ? {} : { properties };
}

/** As a purl spells it: all but letters, digits, `.-_~` and the colon is escaped. */
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

/** The namespace of URLs (RFC 9562, 6.6). */
const NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * UUID v5 (RFC 9562, 5.5) of an address: 122 bits of a SHA-1 over namespace and name. Not v8, which would take our own
 * SHA-256: CycloneDX 1.6 asks for RFC 4122, which has no v8, and any library makes a v5 again.
 */
function uuidOf(url: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(url).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
