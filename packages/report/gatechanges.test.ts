import { expect, test } from 'vitest';
import { gateChangeLines, gateChanges, gateChangesSection } from './gatechanges.ts';
import { html } from './markup.ts';

const CHANGED = {
  changes: [
    { before: 'roc_auc >= 0.7', now: 'roc_auc >= 0.6' },
    { before: 'recall[carrier=*] >= baseline - 0.05', now: null },
    { before: null, now: 'accuracy >= <b>|@all' },
  ],
};

test('changed gates stand side by side, with what foreign text could do taken out of it', () => {
  expect(gateChanges(CHANGED, 40).split('\n')).toEqual([
    '### Gates changed here',
    '',
    'Judged as they were and as they are: both have to hold.',
    '',
    '| Before | Now |',
    '| --- | --- |',
    '| <code>roc_auc &#62;= 0.7</code> | <code>roc_auc &#62;= 0.6</code> |',
    '| <code>recall&#91;carrier=&#42;&#93; &#62;= baseline - 0.05</code> | none |',
    '| none | <code>accuracy &#62;= &#60;b&#62;&#124;&#64;\u200ball</code> |',
  ]);
  expect(gateChanges(CHANGED, 1)).toContain('*2 more in the report.*');
});

test('in a page and in a terminal too', () => {
  const page = html`${gateChangesSection(CHANGED)}`.source;
  expect(page).toContain(
    '<tr><td><code>roc_auc &#62;= 0.7</code></td><td><code>roc_auc &#62;= 0.6</code></td></tr>',
  );
  expect(page).not.toContain('<b>');
  expect(gateChangeLines(CHANGED, 60)).toEqual([
    '  Gates changed here',
    '  roc_auc >= 0.7 -> roc_auc >= 0.6',
    '  recall[carrier=*] >= baseline - 0.05 -> none',
    '  none -> accuracy >= <b>|@all',
  ]);
});

test('where nothing changed nothing is said', () => {
  expect([gateChanges({}, 40), gateChangesSection({}), gateChangeLines({}, 60)]).toEqual(['', null, []]);
});
