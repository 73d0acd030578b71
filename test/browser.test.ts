import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Look, openBrowser, Window } from '#harness/browser';
import { runCli } from '#harness/bundle';
import { projectWithPast } from '#harness/past';
import { Workspace } from '#harness/workspace';
import type { Verdict } from '#judge/verdict';
import { seeded } from '#kit/random';
import { page } from '#report/html';
import { overviewPage } from '#report/overview';
import { FACTS as OVERVIEW } from '#report/overview/sample';
import { plotSample } from '#report/plotsample';
import { FACTS, NOISY, VERDICTS } from '#report/sample';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Many slices and gates with long names in several scripts. */
function huge(): Verdict {
  const names = Array.from(
    { length: 80 },
    (_, at) => `route=東京 → Ōsaka via ${'long '.repeat(at % 7)}${at}`,
  );
  const gate = NOISY.gates.find(({ slice }) => slice === 'carrier=F9');
  const figure = NOISY.numbers.find(({ slice }) => slice === 'carrier=F9');
  if (gate === undefined || figure === undefined) throw new Error('the sample has this slice');
  return {
    ...NOISY,
    gates: names.map((slice, at) => ({ ...gate, slice, state: at % 3 === 0 ? 'fail' : 'pass' })),
    numbers: names.map((slice) => ({ ...figure, slice })),
    notes: names.slice(0, 100),
  };
}

const { past: _, ...FIRST } = FACTS;
const PAGES: readonly (readonly [string, () => string])[] = [
  ['binary, with a baseline', () => page(NOISY, { ...FACTS, plots: plotSample('binary') })],
  ['multiclass', () => page(VERDICTS.marginal, { ...FACTS, plots: plotSample('multiclass') })],
  ['regression', () => page(VERDICTS.pass, { ...FACTS, plots: plotSample('regression') })],
  ['the first run', () => page(VERDICTS.inconclusive, { ...FIRST, plots: plotSample('binary', false) })],
  ['an error', () => page(VERDICTS.error, { ...FACTS, plots: null })],
  ['a huge verdict', () => page(huge(), { ...FACTS, plots: plotSample('binary') })],
  ['an overview', () => overviewPage(OVERVIEW)],
];
/** Every rule in both schemes and both widths; the colours of a page do not hang on its width. */
const LOOKS: readonly Look[] = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 360 },
];
const ALL: readonly Look[] = [...LOOKS, { scheme: 'dark', width: 1280 }, { scheme: 'light', width: 360 }];

async function examine(html: string, looks = LOOKS): Promise<void> {
  await using window = await Window.open(browser, html, { scheme: 'light', width: 1280 });
  await window.unfold();
  for (const look of looks) {
    await window.look(look);
    expect.soft(await window.violations(), `${look.scheme} at ${look.width}`).toEqual([]);
    expect.soft(await window.overhang(), `${look.scheme} at ${look.width}`).toBe(0);
  }
  expect(window.said).toEqual([]);
  expect(window.asked).toEqual([]);
}

test.each(PAGES)(
  '%s: axe finds nothing, light and dark, wide and narrow; nothing is fetched or said',
  (name, html) => examine(html(), name.startsWith('binary') ? ALL : LOOKS),
);

test('so is what an evaluation and an overview of a real project write', async () => {
  using project = await projectWithPast();
  await examine(project.read('.mlops/stage/evaluate/report.html'));
  expect((await runCli(['overview', '--output', 'page.html'], project)).status).toBe(0);
  await examine(project.read('page.html'));
});

test('so is the report of a monitor', async () => {
  const next = seeded(5);
  const time = new Date().toISOString();
  const rows = (shift: number, time: string) =>
    [
      'id,time,distance,prediction,score,label',
      ...Array.from({ length: 400 }, (_, at) => {
        const score = next();
        return [at, time, next() + shift, Number(score >= 0.5), score, at % 2].join(',');
      }),
    ].join('\n');
  const mlops = `schema: 1\nmodel: tiny\nmonitor-gate:\n  reference: reference.csv\n  current: now.csv\n  task: binary\n  gates: ["drift.share < 0.5"]\n`;
  using project = Workspace.of({
    'mlops.yml': mlops,
    'reference.csv': rows(0, time),
    'now.csv': rows(1, time),
  });
  await runCli(['monitor-gate'], project);
  await examine(project.read('.mlops/stage/monitor-gate/report.html'));
});

/** Where the focus is. */
interface Stop {
  readonly at: string | null;
  readonly outlined: boolean;
  readonly seen: boolean;
}

/** In the page: numbers all that can be used, and says how much that is. */
const NUMBERED = `{
  const usable = [...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')];
  usable.forEach((one, at) => { one.dataset.at = at; });
  usable.length;
}`;
const STOP = `{
  const one = document.activeElement;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  ({
    at: one.dataset.at ?? null,
    outlined: getComputedStyle(one).outlineStyle !== 'none',
    seen: right > 0 && left < innerWidth && bottom > 0 && top < innerHeight,
  });
}`;

test('the Tab key reaches all that can be used, in its order, and shows where it is', async () => {
  const html = page(NOISY, { ...FACTS, plots: plotSample('binary') });
  await using window = await Window.open(browser, html, { scheme: 'light', width: 360 });
  await window.unfold();
  const all = await window.page.evaluate<number>(NUMBERED);
  expect(all).toBeGreaterThan(20);
  const reached: Stop[] = [];
  for (let press = 0; press < all; press++) {
    await window.page.keyboard.press('Tab');
    reached.push(await window.page.evaluate<Stop>(STOP));
  }
  expect(reached).toEqual(
    Array.from({ length: all }, (_, at) => ({ at: String(at), outlined: true, seen: true })),
  );
});

test('a column is sorted by the keyboard, and the way past the list of sections leads to the verdict', async () => {
  const html = page(NOISY, { ...FACTS, plots: plotSample('binary') });
  await using window = await Window.open(browser, html, { scheme: 'light', width: 1280 });
  await window.page.keyboard.press('Tab');
  await window.page.keyboard.press('Enter');
  expect(await window.page.evaluate('document.activeElement.id')).toBe('main');
  const slices = window.page.locator('table.sortable').first();
  await slices.getByRole('button', { name: 'Rows' }).focus();
  await window.page.keyboard.press('Enter');
  expect(await slices.locator('tbody th').first().textContent()).toContain('carrier=UA');
  expect(await slices.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');
});

test('no script that the page does not hold runs, and nothing can be fetched', async () => {
  await using window = await Window.open(browser, page(NOISY, FACTS), { scheme: 'light', width: 1280 });
  const came = await window.page.evaluate(`(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken"';
    const image = document.createElement('img');
    image.src = 'https://example.org/pixel.png';
    document.body.append(script, image);
    const fetched = await fetch('https://example.org/').then(() => true, () => false);
    return { title: document.title, fetched };
  })()`);
  expect(came).toEqual({ title: '✗ flights failed · 9f8e7d6c5b4a', fetched: false });
  const refused = window.said.filter((line) => line.includes('Content Security Policy'));
  expect(refused.length).toBeGreaterThanOrEqual(3);
});
