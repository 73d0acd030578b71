import type { Happening, OverviewFacts } from './happening.ts';

/** What an overview is made of, as tests read it. */
export const happening = (lane: Happening['lane'], more: Partial<Happening> = {}): Happening => ({
  lane,
  record: 'ab'.repeat(32),
  time: '2026-11-24T10:00:00.000Z',
  seconds: 1.5,
  commit: 'c'.repeat(40),
  dirty: false,
  verdict: null,
  what: 'model 1a2b3c4d5e6f',
  why: 'python train.py',
  shifts: [],
  ...more,
});

export const FACTS: OverviewFacts = {
  model: 'flights',
  time: '2026-11-24T12:00:00.000Z',
  served: [
    {
      environment: 'production',
      revision: 'r3',
      model: '9f'.repeat(32),
      image: null,
      since: '2026-11-24T10:00:00.000Z',
    },
  ],
  happenings: [
    happening('train'),
    happening('evaluate', { verdict: 'pass', why: 'Every gate passes.' }),
    happening('deploy', { verdict: 'pass', what: 'r3 deployed in production' }),
    happening('monitor-gate', {
      verdict: 'fail',
      what: 'retrain',
      why: 'drift.share is 0.6000, not below 0.5000.',
      shifts: [
        { column: 'temp', amount: 2.4, bound: 0.1, drifted: true },
        { column: 'wind', amount: 0.02, bound: 0.1, drifted: false },
        { column: 'seats', amount: null, bound: 0.1, drifted: false },
      ],
    }),
  ],
  timelines: [],
  lineage: null,
};
