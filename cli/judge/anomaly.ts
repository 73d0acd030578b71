import { TABLES } from '#metrics/reader/extension';
import type { Command } from '../command.ts';
import { refuseNames } from './option.ts';

/** `mlops judge anomaly`: one metric over time, on a file. */
export const anomaly: Command = {
  name: 'judge anomaly',
  description:
    'Find odd points and lasting shifts in a metric over time: mlops judge anomaly --series history.csv --metric latency --period 7 (docs/judge-anomaly.md).',
  usage: '--series history.csv --metric latency',
  options: {
    'series <file>': `The metric, a point a row, the oldest first: a table (${TABLES}) or JSON ({"latency": [12.1, null]}). An empty cell is a missing point.`,
    'metric <name>': 'Its column.',
    'period <points>': 'Points of one period: 7 for a value a day, 168 for one an hour. Default: none.',
    'reference <points>': 'Points, from the first on, that say what is usual. Default: the first half.',
    'direction <increase|decrease|either>': 'Which change is bad. Default: either.',
    'threshold <z>': 'Robust z from which on a point is odd. Default: 3.5.',
    'run-length <points>': 'Points between two false alarms of a shift, on average. Default: 370.',
    'fail-on <decisions>': 'Decisions that end with status 1. Default: fail,inconclusive,error.',
    json: 'Print the judgement as JSON; points count from 0, NaN is null there.',
  },
  async run(words, _env, cwd) {
    refuseNames(this, words.names);
    const { judgeAnomaly } = await import('./judgeanomaly.ts');
    return judgeAnomaly(words, cwd);
  },
};
