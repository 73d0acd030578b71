import { URI } from '#record/vocabulary';
import type { Posting } from './posting.ts';

/** A posting for tests. */
export function postingSample(facts: Partial<Posting> = {}): Posting {
  return {
    schema: URI.posting,
    ...{ model: 'flights', name: null, decision: 'fail', reason: 'roc_auc is 0.61', conclusion: 'failure' },
    decisionDigest: 'ab'.repeat(32),
    ...{ selfReported: false, number: 7, head: '1'.repeat(40), merge: '2'.repeat(40), base: '3'.repeat(40) },
    baseRef: 'main',
    run: { id: '1001', attempt: 1, url: 'https://github.com/org/flights/actions/runs/1001' },
    ...{ checkName: 'mlops/flights', title: 'failed: roc_auc is 0.61', summary: '## flights failed' },
    ...{ comment: '### flights failed', annotations: [] },
    ...facts,
  };
}
