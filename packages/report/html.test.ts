import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { page } from './html.ts';
import { plotSample } from './plotsample.ts';
import { FACTS, HOSTILE, hostile, NOISY, VERDICTS } from './sample.ts';
import { STYLE } from './style.ts';

const VOID = new Set(['meta', 'br', 'line', 'circle', 'rect', 'path']);

/** Tags with the names of their attributes, in order; the content of style and script is no markup. */
function tags(html: string): string[] {
  const markup = html.replace(/(<(style|script)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
  return [...markup.matchAll(/<(\/?[a-zA-Z]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name, attributes = '']) => [name, ...attributes.matchAll(/([\w-]+)(?==")/g)].map(String).join(' '),
  );
}

const DRAWN = (['binary', 'multiclass', 'regression'] as const).map((task) => ({
  ...FACTS,
  plots: plotSample(task),
}));

test.each([...Object.values(VERDICTS), NOISY])('$decision: every element is closed, in order', (verdict) => {
  const open: string[] = [];
  for (const tag of DRAWN.flatMap((facts) => tags(page(verdict, facts)))) {
    const name = tag.split(' ')[0] ?? '';
    if (name.startsWith('/')) expect(open.pop()).toBe(name.slice(1));
    else if (!VOID.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
});

test.each(HOSTILE)('%j changes the text and no tag', (foreign) => {
  const [nasty, plain] = [hostile(foreign), hostile('plain')];
  expect(tags(page(nasty.verdict, nasty.facts))).toEqual(tags(page(plain.verdict, plain.facts)));
});

test.each(HOSTILE)('%j comes back unchanged from the JSON in the page', (foreign) => {
  const { verdict, facts } = hostile(foreign);
  const json = /<script type="application\/json" id="verdict">(.*?)<\/script>/s.exec(
    page(verdict, facts),
  )?.[1];
  expect(json).not.toMatch(/[<>]/);
  expect(JSON.parse(json ?? '')).toEqual(verdict);
});

test('nothing is fetched, and the policy allows only what the page holds', () => {
  const html = page(VERDICTS.fail, FACTS);
  expect(html).not.toMatch(/\b(?:src|srcset|action|style|on[a-z]+)="|url\(|@import|<link|<base|<iframe/);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address);
  expect(links.filter((address) => address?.startsWith('#') !== true)).toEqual([
    'https://github.com/acme/flights/actions/runs/4711',
  ]);
  const policy = html.replaceAll('&#39;', "'");
  for (const [, kind, content] of html.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
    const digest = createHash('sha256')
      .update(content ?? '')
      .digest('base64');
    expect(policy).toContain(`${kind}-src 'sha256-${digest}'`);
  }
  expect(policy).toContain("default-src 'none'");
});

test('a run address that is no web address is no link', () => {
  expect(page(VERDICTS.fail, { ...FACTS, url: 'javascript:alert(1)' })).not.toMatch(/href="[^#]/);
});

test('every table has a caption, and every header cell says what it heads', () => {
  const html = page(VERDICTS.fail, FACTS);
  expect(html.match(/<table/g)?.length).toBe(html.match(/<caption>[^<]/g)?.length);
  expect(html.match(/<th(?=[ >])(?![^>]*scope=)/g)).toBeNull();
});

test('dots stand where their values are on the scale', () => {
  const html = page(VERDICTS.fail, FACTS);
  expect(html).toContain('<div class="scale"><span>0.55</span><span>0.80</span></div>');
  // carrier=F9: candidate 0.5833 and bound 0.6417 on 0.55 … 0.80
  expect(html).toMatch(/class="candidate bad" cx="13.32%"/);
  expect(html).toMatch(/class="bound" x1="36.68%"/);
});

test('the same input gives the same bytes', () => {
  expect(page(VERDICTS.fail, FACTS)).toBe(page(structuredClone(VERDICTS.fail), structuredClone(FACTS)));
});

test('slices of one value, or of no value at all, are still drawn', () => {
  const numbers = VERDICTS.pass.numbers.filter(
    ({ slice }) => slice === 'carrier=US' || slice === 'carrier=HA',
  );
  expect(page({ ...VERDICTS.pass, numbers }, FACTS)).not.toMatch(/[>"]NaN/);
  const none = numbers.map(({ baseline: _, ...figure }) => ({
    ...figure,
    candidate: null,
    because: 'no rows',
  }));
  expect(page({ ...VERDICTS.pass, numbers: none }, { ...FACTS, past: [] })).not.toMatch(/[>"]NaN|<svg role/);
});

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** WCAG 2.2, 1.4.3: at least 4.5 to 1. */
test.each([0, 1])('text can be read on its ground (theme %i)', (theme) => {
  const block = [...STYLE.matchAll(/:root \{[^}]*--page: (#[^}]*)\}/g)][theme]?.[0] ?? '';
  const colours = Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#\w{6})/g)].map(([, name, value]) => [name, value]),
  );
  const pairs = [
    ['text', 'page'],
    ['muted', 'page'],
    ['muted', 'panel'],
    ['accent', 'page'],
    ...['good', 'warn', 'bad', 'open'].flatMap((tone) => [
      [tone, `${tone}-back`],
      [tone, 'page'],
      ['text', `${tone}-back`],
      ['muted', `${tone}-back`],
    ]),
  ];
  for (const [fore = '', back = ''] of pairs) {
    const [one, other] = [luminance(colours[fore] ?? ''), luminance(colours[back] ?? '')];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    expect.soft(ratio, `${fore} on ${back}`).toBeGreaterThanOrEqual(4.5);
  }
});
