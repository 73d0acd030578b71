import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FACTS, happening } from './overview/sample.ts';
import { OVERVIEW_STYLE } from './overview/style.ts';
import { overviewPage } from './overview.ts';
import { HOSTILE } from './sample.ts';

test('it says what serves, what the last watch came to, and that it asked for a retraining', () => {
  const page = overviewPage(FACTS);
  expect(page).toContain('<strong>r3</strong> serves in <strong>production</strong>');
  expect(page).toContain('Last watch: retrain. drift.share is 0.6000, not below 0.5000.');
  expect(page).toContain('1 watch asked for a retraining');
});

test('columns that moved farthest come first, and one that drifted bears a sign', () => {
  const page = overviewPage(FACTS);
  expect([...page.matchAll(/<th scope="row"><code>(\w+)<\/code>/g)].map(([, name]) => name)).toEqual([
    'temp',
    'wind',
    'seats',
  ]);
  expect(page).toContain('<span class="figure">2.4000 ⚑</span>');
  expect(page).toContain('not compared');
});

test('without a record it says so, and offers no empty table', () => {
  const page = overviewPage({ ...FACTS, served: [], happenings: [] });
  expect(page).toContain('Nothing is deployed.');
  expect(page).toContain('Nothing is recorded here yet.');
  expect(page).not.toContain('<table');
});

test('nothing is fetched and no script runs', () => {
  const page = overviewPage(FACTS);
  expect(page).not.toMatch(/\b(?:src|srcset|href|action|style|on[a-z]+)="|url\(|@import|<link|<base|<script/);
  const digest = createHash('sha256').update(OVERVIEW_STYLE).digest('base64');
  expect(page.replaceAll('&#39;', "'")).toContain(`default-src 'none'; style-src 'sha256-${digest}'`);
});

test.each(HOSTILE)('%j changes the text and no tag', (foreign) => {
  const tags = (text: string) => {
    const one = happening('monitor-gate', {
      what: text,
      why: text,
      shifts: [{ column: text, amount: 1, bound: 1, drifted: true }],
    });
    const page = overviewPage({ ...FACTS, model: text, happenings: [one] });
    return [...page.replace(OVERVIEW_STYLE, '').matchAll(/<(\/?[a-zA-Z]+)/g)].map(([, name]) => name);
  };
  expect(tags(foreign)).toEqual(tags('plain'));
});
