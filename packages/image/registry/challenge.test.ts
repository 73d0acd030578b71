import { expect, test } from 'vitest';
import { parseChallenges } from './challenge.ts';

/** Headers of real registries, and the examples of RFC 9110 section 11.6.1. */
test.each([
  [
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/flights:pull"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://ghcr.io/token',
          service: 'ghcr.io',
          scope: 'repository:acme/flights:pull',
        },
      },
    ],
  ],
  ['Basic realm="Registry Realm"', [{ scheme: 'basic', parameters: { realm: 'Registry Realm' } }]],
  [
    'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
    [
      { scheme: 'basic', parameters: { realm: 'simple' } },
      { scheme: 'newauth', parameters: { realm: 'apps', type: '1', title: 'Login to "apps"' } },
    ],
  ],
  [
    'Bearer realm="a,b" , Basic',
    [
      { scheme: 'bearer', parameters: { realm: 'a,b' } },
      { scheme: 'basic', parameters: {} },
    ],
  ],
  ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
  ['', []],
  ['"', []],
])('%s', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});
