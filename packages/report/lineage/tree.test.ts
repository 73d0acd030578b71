import { expect, test } from 'vitest';
import { widthOf } from '../cell.ts';
import { HOSTILE, hostile, LINEAGE } from '../sample.ts';
import { lineageTree } from './tree.ts';

const ESCAPE = '\u001b';

test('a stage with its edges, the worst once more above the sum', () => {
  expect(lineageTree(LINEAGE)).toBe(
    `evaluate flights: fail, record e7a10a7ee7a1, 2026-11-24 06:12 UTC
├─ = by digest   named by the ref baseline
├─ = by digest   went in  model  0d15ea5e0d15
├─ = by digest   came out verdict.json  badc0de5badc
└─ = by digest   follows  train flights  7a14ed007a14  2026-11-24 06:12 UTC
   ├─ ✓ signed      went in  data:flights  feedfacefeed
   ├─ ? not checked went in  commit with changes  9f8e7d6c9f8e
   │     the checkout had uncommitted changes
   └─ ✗ broken      came out model  0d15ea5e0d15
         expected sha256 0d15ea5e0d15, found 600dbeef600d in model/m

✗ broken: train flights -> model 0d15ea5e0d15: expected sha256 0d15ea5e0d15,
  found 600dbeef600d in model/m
7 edges: 1 signed, 4 by digest, 1 not checked, 1 broken
`,
  );
});

test('signs of ASCII where there are no others', () => {
  expect(lineageTree(LINEAGE, { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
});

test('colour changes no letter', () => {
  const coloured = lineageTree(LINEAGE, { colour: true });
  expect(coloured).toContain(`${ESCAPE}[31m✗ broken`);
  expect(coloured.replaceAll(RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(lineageTree(LINEAGE));
});

test('without a signature it says so', () => {
  const edges = LINEAGE.edges.filter(({ state }) => state === 'by digest');
  expect(lineageTree({ ...LINEAGE, edges })).toMatch(/\n4 edges: 4 by digest; none signed\n$/);
});

test.each(HOSTILE)('%j stays on its line and within the width', (foreign) => {
  const { lineage } = hostile(foreign).facts;
  for (const width of [60, 80, 120]) {
    const lines = lineageTree(lineage ?? LINEAGE, { width }).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    expect(lines.filter((line) => /^(?:\W*\s)?[=✓?✗] /.test(line)).length).toBeGreaterThanOrEqual(7);
    for (const sign of [ESCAPE, '\u202e', '::', '##[']) expect(lines.join('\n')).not.toContain(sign);
  }
});
