import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';
import { type Digest, digestOf } from './digest.ts';
import type { Copy } from './lineage/copies.ts';
import { type Evidence, type Lineage, type LineageEdge, sightingKey } from './lineage/graph.ts';
import { type Sighting, weigh } from './lineage/state.ts';
import { lineageOf, summed, tally } from './lineage.ts';
import { contentDigest, provenance, type Resource, type Statement, seal, testResult } from './statement.ts';
import { PREDICATE } from './vocabulary.ts';

/*
 * A chain made by hand: data -> train -> score -> evaluate, compared with an earlier evaluation. `labels` is data
 * that simply lies there; it goes into all three later stages.
 */
const D = (name: string) => digestOf(name);
const of = (name: string, sha256: string): Resource => ({ name, digest: { sha256 } });
const COMMIT = 'c'.repeat(40);

function when(ancestors: readonly Resource[], dirty = false) {
  return {
    builder: 'https://example.invalid/builder',
    version: '1.0.0',
    invocation: 'run-1/1',
    startedOn: '2026-01-01T00:00:00.000Z',
    finishedOn: '2026-01-01T00:00:01.000Z',
    source: { name: 'source', digest: { gitCommit: COMMIT }, annotations: { dirty } },
    ancestors,
    host: null,
  };
}

interface Making {
  readonly stage: 'data' | 'train' | 'score';
  readonly subject: Resource;
  readonly inputs: readonly Resource[];
  readonly after: readonly Resource[];
  readonly byproducts?: readonly Resource[];
  readonly dirty?: boolean;
}

function made({ stage, subject, inputs, after, byproducts = [], dirty = false }: Making): Statement {
  const parameters = { model: 'tiny', name: stage === 'data' ? 'rows' : null, section: {} };
  const made = { stage, subject: [subject], parameters, internal: {}, dependencies: inputs, byproducts };
  return provenance(made, when(after, dirty));
}

function evaluated(subject: readonly Resource[], after: readonly Resource[], baseline?: Digest): Statement {
  return testResult(
    {
      project: { model: 'tiny', name: null },
      subject,
      decision: 'pass',
      configuration: [
        of('gates', D('gates')),
        of('data:rows', D('rows')),
        of('data:labels', D('labels')),
        ...(baseline === undefined ? [] : [of('baseline', baseline)]),
      ],
      passed: [],
      warned: [],
      failed: [],
      byproducts: [of('environment.json', D('manifest 2'))],
    },
    when(after),
  );
}

const digest = (statement: Statement) => seal(statement).digest;
const data = made({
  stage: 'data',
  subject: of('data:rows', D('rows')),
  inputs: [of('code', D('code of data')), of('environment', D('environment'))],
  after: [],
});
const training: Making = {
  stage: 'train',
  subject: of('model', D('model')),
  inputs: [
    of('code', D('code of train')),
    of('data:rows', D('rows')),
    of('data:labels', D('labels')),
    of('environment', D('environment')),
  ],
  after: [of('data:rows', digest(data))],
  byproducts: [of('metrics.json', D('metrics')), of('environment.json', D('manifest 1'))],
};
const train = made(training);
const score = made({
  stage: 'score',
  subject: of('predictions', D('predictions')),
  inputs: [
    of('code', D('code of score')),
    of('model', D('model')),
    of('data:rows', D('rows')),
    of('data:labels', D('labels')),
    of('environment', D('environment')),
  ],
  after: [of('data:rows', digest(data)), of('train', digest(train))],
});
const before = evaluated([of('verdict.json', D('verdict before'))], [of('train', D('a record long gone'))]);
const judged = [
  of('model', D('model')),
  of('predictions', D('predictions')),
  of('verdict.json', D('verdict')),
];
const after = [
  of('train', digest(train)),
  of('score', digest(score)),
  of('data:rows', digest(data)),
  of('baseline', digest(before)),
];
const evaluate = evaluated(judged, after, contentDigest(before));
const RECORDS = [before, data, train, score, evaluate];

const bytesOf = (statement: Statement) => new TextEncoder().encode(seal(statement).bytes);
const copy = (statement: Statement, place = 'records'): Copy => ({
  place,
  bytes: bytesOf(statement),
  named: digest(statement),
});

/** Everything where its record says it is. */
function sightings(changes: Readonly<Record<string, string | null>> = {}): Evidence['found'] {
  const all: [Statement, string, string, string][] = [
    [data, 'data:rows', 'data/rows', D('rows')],
    [data, 'code', 'commit', D('code of data')],
    [train, 'model', 'model/m', D('model')],
    [train, 'code', 'commit', D('code of train')],
    [train, 'data:labels', 'labels', D('labels')],
    [train, 'metrics.json', 'train/metrics.json', D('metrics')],
    [train, 'environment', 'train/environment.json', D('environment')],
    [train, 'environment.json', 'train/environment.json', D('manifest 1')],
    [score, 'code', 'commit', D('code of score')],
    [score, 'data:labels', 'labels', D('labels')],
    [evaluate, 'predictions', 'predictions.csv', D('predictions')],
    [evaluate, 'verdict.json', 'verdict.json', D('verdict')],
    [evaluate, 'environment', 'environment.json', D('environment')],
    [evaluate, 'environment.json', 'environment.json', D('manifest 2')],
    ...[data, train, score, evaluate].map((one): [Statement, string, string, string] => [
      one,
      'commit',
      'git',
      COMMIT,
    ]),
  ];
  const found = new Map<string, Sighting[]>();
  for (const [statement, name, place, whole] of all) {
    const change = changes[place];
    const key = sightingKey(digest(statement), name);
    const sighting = { place, digest: change === undefined ? whole : change };
    found.set(key, [...(found.get(key) ?? []), sighting]);
  }
  return found;
}

function draw(changes: Partial<Evidence> = {}): Lineage {
  return lineageOf({
    head: digest(evaluate),
    sealed: true,
    copies: RECORDS.map((one) => copy(one)),
    found: sightings(),
    signed: new Map(),
    ...changes,
  });
}

/** `train tiny -> model: broken` */
function told({ nodes }: Lineage, { from, to, role, state }: LineageEdge): string {
  const label = (id: string) => nodes.find((node) => node.id === id)?.label ?? id;
  return `${label(from)} ${role === 'after' ? 'follows' : '->'} ${label(to)}: ${state}`;
}

const all = (lineage: Lineage) => lineage.edges.map((edge) => told(lineage, edge));
const not = (state: string, lineage: Lineage) => all(lineage).filter((edge) => !edge.endsWith(`: ${state}`));

test('every edge of a chain is there once, and all that was found makes it by digest', () => {
  expect(all(draw())).toEqual(
    [
      'records -> evaluate tiny',
      'code -> data rows',
      'environment -> data rows',
      'commit -> data rows',
      'data rows -> data:rows',
      'code -> train tiny',
      'data:rows -> train tiny',
      'data:labels -> train tiny',
      'environment -> train tiny',
      'commit -> train tiny',
      'train tiny follows data rows',
      'train tiny -> model',
      'train tiny -> metrics.json',
      'code -> score tiny',
      'model -> score tiny',
      'data:rows -> score tiny',
      'data:labels -> score tiny',
      'environment -> score tiny',
      'commit -> score tiny',
      'score tiny follows data rows',
      'score tiny follows train tiny',
      'score tiny -> predictions',
      'model -> evaluate tiny',
      'predictions -> evaluate tiny',
      'data:rows -> evaluate tiny',
      'data:labels -> evaluate tiny',
      'baseline -> evaluate tiny',
      'commit -> evaluate tiny',
      'evaluate tiny follows train tiny',
      'evaluate tiny follows score tiny',
      'evaluate tiny follows data rows',
      'evaluate tiny follows evaluate tiny, the baseline',
      'evaluate tiny -> verdict.json',
    ].map((edge) => `${edge}: by digest`),
  );
});

test.each([
  ['data/rows', 'data rows -> data:rows'],
  ['labels', 'data:labels -> train tiny'],
  ['model/m', 'train tiny -> model'],
  ['train/metrics.json', 'train tiny -> metrics.json'],
  ['train/environment.json', 'environment -> train tiny'],
  ['environment.json', 'environment -> score tiny'],
  ['predictions.csv', 'score tiny -> predictions'],
  ['verdict.json', 'evaluate tiny -> verdict.json'],
])('another %s breaks the one edge %s', (place, edge) => {
  const changed = draw({ found: sightings({ [place]: D('other') }) });
  expect(not('by digest', changed)).toEqual([`${edge}: broken`]);
  const broken = changed.edges.find(({ state }) => state === 'broken');
  expect(broken?.reason).toContain(`found ${D('other').slice(0, 12)} in ${place}`);
  expect(broken?.found).toBe(D('other'));
});

test.each([
  ['data/rows', ['data rows -> data:rows: not checked']],
  ['labels', ['data:labels -> train tiny: not checked']],
  [
    'git',
    ['data rows', 'train tiny', 'score tiny', 'evaluate tiny'].map((to) => `commit -> ${to}: not checked`),
  ],
])('where %s cannot be looked at, the edge was not checked', (place, edges) => {
  expect(not('by digest', draw({ found: sightings({ [place]: null }) }))).toEqual(edges);
});

test('what nobody looked at was not checked; what records say of each other is by digest all the same', () => {
  const lineage = draw({ found: new Map() });
  expect(tally(lineage)).toEqual({ signed: 0, 'by digest': 18, 'not checked': 15, broken: 0 });
  expect(all(lineage)).toContain('model -> evaluate tiny: by digest');
  const model = lineage.edges.find((edge) => told(lineage, edge) === 'train tiny -> model: not checked');
  expect(model?.reason).toBe('its bytes are not here');
});

/** All bytes take half a minute; each record is begun at another one. */
const STRIDE = 11;
const NAMES = ['evaluate before', 'data', 'train', 'score', 'evaluate'];
const EDGES = [
  'evaluate tiny follows evaluate tiny, the baseline',
  'train tiny follows data rows',
  'score tiny follows train tiny',
  'evaluate tiny follows score tiny',
  'archive -> evaluate tiny',
];

test.each(NAMES.map((name, index) => [name, index] as const))(
  'any changed byte in a second copy of the record of %s breaks its one edge',
  (_, index) => {
    const record = RECORDS[index] ?? evaluate;
    const bytes = bytesOf(record);
    for (let at = index; at < bytes.length; at += STRIDE) {
      const flipped = bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
      const second: Copy = { place: 'archive', bytes: flipped, named: digest(record) };
      const lineage = draw({ copies: [second, ...RECORDS.map((one) => copy(one))] });
      expect(not('by digest', lineage)).toEqual([`${EDGES[index]}: broken`]);
    }
  },
);

test.each(NAMES.map((name, index) => [name, index] as const))(
  'any changed byte in the only copy of the record of %s breaks one edge, and no second',
  (_, index) => {
    const record = RECORDS[index] ?? evaluate;
    const bytes = bytesOf(record);
    for (let at = index; at < bytes.length; at += STRIDE) {
      const flipped = bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
      const copies = RECORDS.map((one) => (one === record ? { ...copy(one), bytes: flipped } : copy(one)));
      const broken = draw({ copies }).edges.filter(({ state }) => state === 'broken');
      expect(broken.map(({ to, role }) => [to, role])).toEqual([
        [`record@${digest(record)}`, record === evaluate ? 'names' : 'after'],
      ]);
    }
  },
);

test('a name that was changed instead of the bytes breaks the same edge', () => {
  const wrong: Copy = { place: 'archive', bytes: bytesOf(train), named: D('a changed name') };
  const lineage = draw({ copies: [wrong, ...RECORDS.map((one) => copy(one))] });
  expect(not('by digest', lineage)).toEqual(['score tiny follows train tiny: broken']);
  const unreadable: Copy = { ...wrong, named: null };
  const other = draw({ copies: [unreadable, ...RECORDS.map((one) => copy(one))] });
  expect(not('by digest', other)).toEqual(['score tiny follows train tiny: broken']);
});

test('a record that is named and not here was not checked, and what is behind it is not known', () => {
  const lineage = draw({ copies: RECORDS.filter((one) => one !== data).map((one) => copy(one)) });
  expect(all(lineage)).toContain('train tiny follows data:rows: not checked');
  expect(all(lineage)).toContain('score tiny follows data:rows: by digest');
  expect(lineage.edges.some(({ reason }) => reason === 'its record is not here')).toBe(true);
  expect(tally(lineage).broken).toBe(0);
});

test('two sound records that name different models of one training are a broken edge', () => {
  const other = evaluated(
    [of('model', D('another model')), of('predictions', D('predictions'))],
    [of('train', digest(train)), of('score', digest(score))],
  );
  const lineage = draw({ head: digest(other), copies: [...RECORDS, other].map((one) => copy(one)) });
  const broken = lineage.edges.filter(({ state }) => state === 'broken');
  expect(broken.map((edge) => told(lineage, edge))).toEqual(['model -> evaluate tiny: broken']);
  expect(broken[0]?.reason).toBe(
    `expected sha256 ${D('another model').slice(0, 12)}, found ${D('model').slice(0, 12)} in the record of train tiny`,
  );
});

test('a commit with changes is another thing than the commit, and nobody can check it', () => {
  const dirty = made({ ...training, dirty: true });
  const found = new Map([
    [
      sightingKey(digest(dirty), 'commit with changes'),
      [{ place: 'git', digest: null, reason: 'had changes' }],
    ],
  ]);
  const lineage = draw({ head: digest(dirty), copies: [data, dirty].map((one) => copy(one)), found });
  const edge = lineage.edges.find(({ from }) => from.startsWith('commit with changes@'));
  expect([edge?.state, edge?.reason]).toEqual(['not checked', 'had changes']);
});

test('without a baseline kept as a record, what it says was not checked', () => {
  const alone = evaluated(judged, [of('score', digest(score)), of('train', digest(train))], D('a file'));
  const lineage = draw({ head: digest(alone), copies: [...RECORDS, alone].map((one) => copy(one)) });
  expect(all(lineage)).toContain('baseline -> evaluate tiny: not checked');
});

test('an edge is signed only by a signature that was verified, and only where it was checked', () => {
  const signed = new Map([[digest(train), 'ci@acme.example']]);
  const lineage = draw({ signed, found: sightings({ 'model/m': null, 'train/metrics.json': D('other') }) });
  const ofTrain = all(lineage).filter((edge) => /train tiny (->|follows)|-> train tiny/.test(edge));
  expect(ofTrain).toEqual([
    'code -> train tiny: signed',
    'data:rows -> train tiny: signed',
    'data:labels -> train tiny: signed',
    'environment -> train tiny: signed',
    'commit -> train tiny: signed',
    'train tiny follows data rows: signed',
    'train tiny -> model: not checked',
    'train tiny -> metrics.json: broken',
  ]);
  expect(lineage.edges.find(({ state }) => state === 'signed')?.reason).toContain(
    'signed by ci@acme.example',
  );
  const head = draw({ signed: new Map([[digest(evaluate), 'ci@acme.example']]) });
  expect(all(head)[0]).toBe('records -> evaluate tiny: signed');
});

test('a signature does not count for a record whose bytes are changed', () => {
  const bytes = bytesOf(train).map((byte, at) => (at === 5 ? byte ^ 1 : byte));
  const copies = RECORDS.map((one) => (one === train ? { ...copy(one), bytes } : copy(one)));
  const lineage = draw({ copies, signed: new Map([[digest(train), 'ci@acme.example']]) });
  expect(tally(lineage)).toMatchObject({ signed: 0, broken: 1 });
});

test('a record about to be written has no digest, and nothing names it', () => {
  const lineage = draw({ sealed: false });
  expect(lineage.edges.filter(({ role }) => role === 'names')).toEqual([]);
  expect(lineage.nodes.find(({ id }) => id === lineage.head)?.digest).toBeNull();
});

test('a record that nothing names by a digest says so', () => {
  const { named: _, ...nameless } = copy(evaluate, 'downloads/record.json');
  const lineage = draw({ copies: [...RECORDS.slice(0, 4).map((one) => copy(one)), nameless] });
  expect(not('by digest', lineage)).toEqual(['downloads/record.json -> evaluate tiny: not checked']);
});

test('one record for another, both sound, breaks the edge to the one that is gone', () => {
  const copies = [data, score, evaluate, before].map((one) => copy(one));
  const swapped: Copy = { place: 'records', bytes: bytesOf(data), named: digest(train) };
  const { edges } = draw({ copies: [...copies, swapped] });
  const broken = edges.filter(({ state }) => state === 'broken');
  expect(broken.map(({ from, to }) => [from, to])).toEqual([
    [`record@${digest(score)}`, `record@${digest(train)}`],
  ]);
});

test.each<[string, unknown]>([
  [
    'a subject without a digest',
    { ...evaluate, subject: [{ name: 'model' }, { digest: { sha256: D('x') } }, null] },
  ],
  [
    'ancestors that are no list',
    { ...evaluate, predicate: { mlops_verdict: 'pass', mlops_circumstances: 7 } },
  ],
  [
    'itself as its ancestor',
    { ...data, predicate: { mlops_verdict: 'x', mlops_circumstances: { ancestors: [of('train', 'self')] } } },
  ],
  [
    'nothing but a type',
    { _type: evaluate._type, subject: [], predicateType: PREDICATE.provenance, predicate: {} },
  ],
])('a record with %s is drawn as far as it goes', (_, value) => {
  const bytes = new TextEncoder().encode(`${canonical(JSON.parse(JSON.stringify(value)))}\n`);
  const lineage = draw({ head: digestOf(bytes), copies: [{ place: 'odd', bytes, named: digestOf(bytes) }] });
  expect(tally(lineage).broken).toBe(0);
  expect(lineage.nodes[0]?.digest).toBe(digestOf(bytes));
});

test('the sum says which states there are', () => {
  expect(summed(draw())).toBe('33 edges: 33 by digest; none signed');
  expect(summed(draw({ found: sightings({ labels: D('other'), 'data/rows': null }) }))).toBe(
    '33 edges: 31 by digest, 1 not checked, 1 broken; none signed',
  );
});

test('two digests with the same first characters are told whole', () => {
  const [expected, found] = [`${'a'.repeat(63)}0`, `${'a'.repeat(63)}1`];
  expect(weigh([{ expected, sighting: { place: 'x', digest: found } }]).reason).toBe(
    `expected sha256 ${expected}, found ${found} in x`,
  );
});
