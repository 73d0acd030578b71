import { expect, test } from 'vitest';
import { HOSTILE, hostile, LINEAGE } from '../sample.ts';
import { lineageMermaid } from './mermaid.ts';

test('things go from left to right; each arrow has the line and the word of its state', () => {
  expect(
    lineageMermaid(LINEAGE)
      ?.split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'flowchart LR',
    'n0["evaluate flights<br/>fail<br/>e7a10a7ee7a1"]',
    'n1["train flights<br/>7a14ed007a14"]',
    'n2("model<br/>0d15ea5e0d15")',
    'n3("data:flights<br/>feedfacefeed")',
    'n4("commit with changes<br/>9f8e7d6c9f8e")',
    'n5("verdict.json<br/>badc0de5badc")',
    'n6>"the ref baseline"]',
    'n6 -->|"by digest"| n0',
    'n3 ==>|"signed"| n1',
    'n4 -.->|"not checked"| n1',
    'n1 --x|"broken"| n2',
    'n2 -->|"by digest"| n0',
    'n1 -->|"record by digest"| n0',
    'n0 -->|"by digest"| n5',
    'class n0 head',
    'class n6 name',
    'classDef head stroke-width:3px',
    'classDef name stroke-dasharray:3 3',
    'linkStyle 3 stroke:#d1373f,stroke-width:3px,color:#d1373f',
    '',
  ]);
});

/** What foreign text must not change: everything outside of the quotes. */
const frame = (source: string) => source.replaceAll(/"[^"\n]*"/g, '""');

test.each(HOSTILE)('%j changes the text in the quotes and nothing else', (foreign) => {
  const of = (text: string) => lineageMermaid(hostile(text).facts.lineage ?? LINEAGE) ?? '';
  expect(frame(of(foreign))).toBe(frame(of('plain')));
  expect(of(foreign)).not.toMatch(/`|<(?!br\/>)|::|javascript:/);
});

test('what nobody could read is not drawn', () => {
  const edges = Array.from({ length: 151 }, () => LINEAGE.edges[0]).filter((edge) => edge !== undefined);
  expect(lineageMermaid({ ...LINEAGE, edges })).toBeNull();
});
