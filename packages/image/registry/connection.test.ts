import { expect, test } from 'vitest';
import { Authorization } from './authorization.ts';
import { Connection } from './connection.ts';

const host = {
  cancelled: new AbortController().signal,
  clock: { now: () => new Date(0), elapsed: () => 0 },
};

/** Where an upload to a registry goes on, by the Location it answers. */
function led(origin: string, location: string): string | null {
  const authorization = new Authorization(origin, async () => null, { ...host, log: { mask: () => {} } });
  const connection = new Connection(
    { origin, repository: 'acme/flights', actions: 'pull' },
    authorization,
    host,
  );
  return connection.location(new Response(null, { headers: { location } }));
}

test.each([
  ['https://r.example', '/v2/a/uploads/1?_state=x%2By', 'https://r.example/v2/a/uploads/1?_state=x%2By'],
  ['https://r.example', 'https://up.example/1', 'https://up.example/1'],
  // behind a proxy that ends TLS, distribution gives its address as it sees it
  ['https://r.example', 'http://r.example/v2/a/uploads/1', 'https://r.example/v2/a/uploads/1'],
  ['https://r.example:8443', 'http://r.example/v2/a?b=c', 'https://r.example:8443/v2/a?b=c'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/v2/a', 'http://127.0.0.1:5000/v2/a'],
])('%s leads by %s to %s', (origin, location, place) => {
  expect(led(origin, location)).toBe(place);
});

test('nothing leads from https to http on another host', () => {
  expect(() => led('https://r.example', 'http://other.example/1')).toThrow(
    'it leads to http://other.example, which is not followed from https://r.example',
  );
});
