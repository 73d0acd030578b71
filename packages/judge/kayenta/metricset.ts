import type { MetricPair } from './judgement.ts';

/** What a metric source gave for one metric and one set of tags over a stretch of time. All in milliseconds. */
export interface MetricSet {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly values: readonly number[];
}

/** Fewer points of a control series than Spinnaker's documentation asks for. */
const FEW = 50;

/** Pairs as Kayenta's judge takes them, and what it warns of. */
export interface Mixed {
  readonly pairs: readonly MetricPair[];
  readonly warnings: readonly string[];
}

/**
 * Pairs the metric sets of both sides by name and tags (judge.md 4.7): a set without a partner gets one of nothing
 * but NaN, and every series is filled up with NaN at its end to (end - start) / step points. A control series of
 * fewer than 50 values is warned of.
 */
export function mixed(experiment: readonly MetricSet[], control: readonly MetricSet[]): Mixed {
  const [canary, baseline] = [byKey(experiment), byKey(control)];
  const pairs = [...new Set([...baseline.keys(), ...canary.keys()])].flatMap((key): MetricPair[] => {
    const [one, other] = [canary.get(key), baseline.get(key)];
    const known = other ?? one;
    if (known === undefined) return [];
    const tags = Object.keys(known.tags).length === 0 ? {} : { tags: known.tags };
    return [
      {
        name: known.name,
        ...tags,
        experiment: padded(one ?? empty(known)),
        control: padded(other ?? empty(known)),
      },
    ];
  });
  return { pairs, warnings: pairs.flatMap(warned) };
}

function byKey(sets: readonly MetricSet[]): Map<string, MetricSet> {
  return new Map(sets.map((set) => [keyOf(set), set]));
}

function keyOf({ name, tags }: MetricSet): string {
  return JSON.stringify([name, Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function empty(partner: MetricSet): MetricSet {
  return { ...partner, values: [] };
}

function padded({ start, end, step, values }: MetricSet): number[] {
  const expected = step > 0 ? Math.floor((end - start) / step) : 0;
  const missing = Math.max(0, expected - values.length);
  return [...values, ...new Array<number>(missing).fill(Number.NaN)];
}

function warned({ name, control }: MetricPair): string[] {
  const there = control.filter((value) => !Number.isNaN(value)).length;
  return there < FEW ? [`${name}: the control series has ${there} points, fewer than ${FEW}`] : [];
}
