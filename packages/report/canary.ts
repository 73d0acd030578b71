import type { MetricFinding } from '#judge/canary/finding';
import type { CanaryJudgement } from '#judge/canary/judgement';
import { listingWithin, type TextColumn } from './listing.ts';
import { number } from './number.ts';

/** The strict judgement of a canary for a terminal: the decision and why, a line a metric, then what to do. */
export function canaryText(
  { decision, reason, score, groups, confidence, metrics, notes }: CanaryJudgement,
  room?: number,
): string {
  const parts = groups.map((group) => `${group.name} ${number(group.score)}`);
  const shown =
    score === null
      ? 'no score'
      : `score ${number(score)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
  const advice = metrics.filter(({ state }) => state !== 'pass');
  return [
    `${decision}: ${reason}`,
    `Passing metrics: ${shown}; the score decides nothing.`,
    '',
    ...listingWithin(columnsOf(metrics, confidence), room),
    ...(advice.length === 0 ? [] : ['', ...advice.map(advised)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `Note: ${note}.`)]),
  ].join('\n');
}

function columnsOf(metrics: readonly MetricFinding[], confidence: number): readonly TextColumn[] {
  const cells = (cell: (metric: MetricFinding) => string) => metrics.map(cell);
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : number(value);
  const level = (side: MetricFinding['experiment']) =>
    side.events === undefined ? shown(side.median) : shown(side.events / (side.exposure ?? Number.NaN));
  const right = (header: string, cell: (metric: MetricFinding) => string, spare?: number): TextColumn => ({
    ...{ header, align: 'right', cells: cells(cell) },
    ...(spare === undefined ? {} : { spare }),
  });
  return [
    { header: 'Metric', align: 'left', cells: cells(({ name }) => name) },
    { header: 'State', align: 'left', cells: cells((one) => `${one.state}${flagsOf(one)}`) },
    right('Canary', ({ experiment }) => level(experiment)),
    right('n', ({ experiment }) => number(experiment.n), 3),
    right('Baseline', ({ control }) => level(control)),
    right('n', ({ control }) => number(control.n), 2),
    right('Shift', ({ estimate }) => shown(estimate)),
    right(`${number(confidence * 100)} % from`, ({ interval }) => shown(interval?.[0])),
    right('to', ({ interval }) => shown(interval?.[1])),
    right('Allowed', boundsOf, 1),
    right('p', ({ p }) => shown(p), 4),
    right('Tells as', tellsAs, 5),
  ];
}

function tellsAs({ effectiveN }: MetricFinding): string {
  return effectiveN === null || effectiveN === undefined ? '' : number(Math.floor(effectiveN));
}

function boundsOf({ bound }: MetricFinding): string {
  const { increase = null, decrease = null } = bound ?? {};
  const up = increase === null ? [] : [`+${number(increase)}`];
  return [...up, ...(decrease === null || decrease === increase ? [] : [`-${number(decrease)}`])].join(' ');
}

function flagsOf({ critical, muted, level }: MetricFinding): string {
  return `${level === 'warn' ? ', warn' : ''}${critical ? ', critical' : ''}${muted ? ', muted' : ''}`;
}

function advised({ name, reason, remedy }: MetricFinding): string {
  return `${name}: ${reason}.${remedy === null ? '' : ` ${remedy}`}`;
}
