import { expect, test } from 'vitest';
import { page } from '../html.ts';
import { FACTS, VERDICTS } from '../sample.ts';
import { summary } from '../summary.ts';

const section = (html: string) => /<section aria-labelledby="lineage">.*?<\/section>/s.exec(html)?.[0] ?? '';

test('a page lists every edge with its state in words and why', () => {
  const items = [
    ...section(page(VERDICTS.fail, FACTS)).matchAll(
      /<span class="badge (\w+)">. ([\w ]+)<\/span>.*?<bdi[^>]*>([^<]*)/gs,
    ),
  ];
  expect(items.map(([, tone, state, label]) => [label, state, tone])).toEqual([
    ['the ref baseline', 'by digest', 'good'],
    ['model', 'by digest', 'good'],
    ['verdict.json', 'by digest', 'good'],
    ['train flights', 'by digest', 'good'],
    ['data:flights', 'signed', 'good'],
    ['commit with changes', 'not checked', 'open'],
    ['model', 'broken', 'bad'],
  ]);
  expect(page(VERDICTS.fail, FACTS)).toContain('<li class="broken"><span class="badge bad">✗ broken</span>');
});

test('without a lineage there is no such part', () => {
  expect(page(VERDICTS.fail, { ...FACTS, lineage: null })).not.toContain('Lineage');
  expect(summary(VERDICTS.fail, { ...FACTS, lineage: null })).not.toContain('flowchart');
});

test('a summary says what is broken in words beside the drawing', () => {
  const markdown = summary(VERDICTS.fail, FACTS);
  const [, sum, broken, drawing] =
    /(Lineage: .*)\n\n(- .*)\n\n(```mermaid\n[\s\S]*?\n```)\n\n<\/details>/.exec(markdown) ?? [];
  expect(sum).toBe('Lineage: 7 edges: 1 signed, 4 by digest, 1 not checked, 1 broken.');
  expect(broken).toBe(
    '- train flights -&#62; model 0d15ea5e0d15: expected sha256 0d15ea5e0d15, found 600dbeef600d in model/m',
  );
  expect(drawing).toContain('n1 --x|"broken"| n2');
});

test('a summary that is cut within the drawing closes it', () => {
  const whole = summary(VERDICTS.fail, FACTS);
  for (const limit of [whole.indexOf('n3 ==>'), whole.indexOf('```mermaid') + 12]) {
    const cut = summary(VERDICTS.fail, FACTS, limit + 400);
    if (!cut.includes('Cut here')) continue;
    expect(cut.split('\n```').length % 2).toBe(1);
    expect(cut).toMatch(/```\n\n<\/details>\n\n\*Cut here/);
  }
});
