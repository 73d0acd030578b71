import { expect, test } from 'vitest';
import type { WebAnswer, WebRequest } from '#kit/ports';
import type { Candidate } from '../target.ts';
import type { World } from './check.ts';
import type { Golden } from './replay.ts';
import { type Demands, verify } from './verification.ts';

const MODEL = 'a'.repeat(64);
const answer = (status: number, body: unknown, location: string | null = null): WebAnswer => ({
  status,
  location,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

type Answers = Readonly<Record<string, (request: WebRequest, times: number) => WebAnswer | { none: string }>>;

const SOUND: Answers = {
  '/healthz': () => answer(200, ''),
  '/version': () => answer(200, { model: `sha256:${MODEL}` }),
  '/predict': () => answer(200, { score: 0.5 }),
};

/** A world in which only waiting and asking take time: 10 ms a request. */
function worldWith(answers: Answers): World & { readonly asked: string[] } {
  const asked: string[] = [];
  let now = 0;
  return {
    asked,
    web: {
      ask: async (request) => {
        const path = new URL(request.url).pathname;
        asked.push(`${request.method} ${path}`);
        now += 10;
        return (
          answers[path]?.(request, asked.filter((one) => one.endsWith(path)).length) ?? {
            none: 'is not there',
          }
        );
      },
    },
    clock: { now: () => new Date(0), elapsed: () => now },
    log: { info: () => {}, progress: () => ({ update: () => {}, end: () => {} }) },
    pause: async (milliseconds) => {
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function candidate(over: Partial<Candidate> = {}): Candidate {
  const release = { image: 'b'.repeat(64), model: MODEL, environment: null, layout: '' };
  return { url: 'http://127.0.0.1:1', release, role: 'candidate', ended: new Promise(() => {}), ...over };
}

function golden(count: number, expected = 0.5): Golden {
  const requests = Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    body: '{}',
    expected: { prediction: null, score: expected },
  }));
  return { requests, tolerance: 1e-6 };
}

const DEMANDS: Demands = {
  health: '/healthz',
  version: '/version',
  predict: '/predict',
  timeout: 5,
  golden: null,
};

async function found(answers: Answers, demands: Partial<Demands> = {}, over: Partial<Candidate> = {}) {
  const checks = await verify(
    candidate(over),
    { ...DEMANDS, ...demands },
    worldWith({ ...SOUND, ...answers }),
  );
  const last = checks.at(-1);
  return `${last?.name} ${last?.passed ? 'holds' : 'fails'}: ${last?.found}`;
}

test('one that is healthy, serves the model and answers as predicted may serve', async () => {
  const world = worldWith(SOUND);
  const checks = await verify(candidate(), { ...DEMANDS, golden: golden(20) }, world);
  expect(checks.map(({ name, passed }) => [name, passed])).toEqual([
    ['health', true],
    ['version', true],
    ['golden', true],
  ]);
  expect(checks.at(-1)?.found).toBe('20 of 20 answered as predicted; p50 10 ms, p95 10 ms');
  expect(world.asked.filter((one) => one === 'POST /predict')).toHaveLength(20);
});

test('it is waited for while it starts', async () => {
  const starting: Answers = {
    '/healthz': (_, times) => (times < 4 ? { none: 'refused the connection' } : answer(200, '')),
  };
  // 4 requests of 10 ms, and pauses of 50, 100 and 200 ms
  expect(await found(starting, { version: '/nothing' })).toContain('version fails: /nothing is not there');
  const checks = await verify(candidate(), DEMANDS, worldWith({ ...SOUND, ...starting }));
  expect(checks[0]).toEqual({ name: 'health', passed: true, found: '200 after 0.4 s' });
});

test.each<[string, Answers, string]>([
  [
    'says it is not ready',
    { '/healthz': () => answer(503, 'loading weights') },
    'health fails: /healthz did not answer 200 within 5 s; last it answered 503: "loading weights"',
  ],
  [
    'is nowhere',
    { '/healthz': () => ({ none: 'refused the connection' }) },
    'health fails: /healthz did not answer 200 within 5 s; last it refused the connection',
  ],
  [
    'sends elsewhere',
    { '/healthz': () => answer(302, '', 'http://login.example/') },
    'last it answered 302 to http://login.example/: a redirect is not followed',
  ],
  [
    'serves another model',
    { '/version': () => answer(200, { model: 'c'.repeat(64) }) },
    `version fails: wrong model behind the port: /version says ${'c'.repeat(64)}, and ${MODEL} was to be started`,
  ],
  [
    'names no model',
    { '/version': () => answer(200, { version: '1.2' }) },
    'version fails: /version does not say which model it serves: {"model": "<sha256>"} is needed, found {"version":"1.2"}',
  ],
  [
    'tells its version in words',
    { '/version': () => answer(200, 'flights 1.2') },
    'version fails: /version answered no JSON: "flights 1.2"',
  ],
  ['has no version', { '/version': () => answer(404, '') }, 'version fails: /version answered 404'],
])('one that %s may not serve', async (_, answers, told) => {
  expect(await found(answers)).toContain(told);
});

test('one that ends while it is waited for is told with its last words', async () => {
  const ended = Promise.resolve('status 1 after 0.3 s; its last line: no module named sklearn');
  const late: Answers = { '/healthz': () => ({ none: 'refused the connection' }) };
  expect(await found(late, {}, { ended })).toBe(
    'health fails: it ended before /healthz answered 200: status 1 after 0.3 s; its last line: no module named sklearn',
  );
});

test('one that ends while golden requests are sent is told with its last words', async () => {
  let end: (how: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const dying: Answers = {
    '/predict': () => {
      end('killed by SIGKILL');
      return { none: 'cut the connection' };
    },
  };
  expect(await found(dying, { golden: golden(1) }, { ended })).toContain(
    'id 1: /predict cut the connection; it had ended: killed by SIGKILL',
  );
});

test('every golden request is sent and counted; the first that differ are named', async () => {
  const wrong: Answers = {
    '/predict': (_, times) => (times % 2 === 0 ? answer(200, { score: 0.7 }) : answer(200, { score: 0.5 })),
  };
  expect(await found(wrong, { golden: golden(10) })).toBe(
    'golden fails: 5 of 10 golden requests were not answered as the evaluation predicted (tolerance 0.000001): ' +
      'id 2: score expected 0.5, found 0.7; id 4: score expected 0.5, found 0.7; id 6: score expected 0.5, found 0.7; and 2 more',
  );
});

test.each<[string, WebAnswer | { none: string }, string]>([
  ['an error', answer(500, 'Internal Server Error'), 'id 1: /predict answered 500: "Internal Server Error"'],
  ['words', answer(200, 'late, probably'), 'id 1: /predict answered no JSON: "late, probably"'],
  ['NaN', answer(200, '{"score": NaN}'), 'id 1: /predict answered NaN, which JSON has no word for'],
  ['a redirect', answer(307, '', '/v2/predict'), 'answered 307 to /v2/predict: a redirect is not followed'],
  ['too much', { none: 'answered more than 1024 KiB' }, 'id 1: /predict answered more than 1024 KiB'],
  ['nothing in time', { none: 'did not answer within 10 s' }, 'id 1: /predict did not answer within 10 s'],
])('a golden request answered by %s is told', async (_, given, told) => {
  expect(await found({ '/predict': () => given }, { golden: golden(1) })).toContain(told);
});

test('after five without a usable answer in a row the rest is not sent', async () => {
  const silent: Answers = { '/predict': () => ({ none: 'did not answer within 10 s' }) };
  expect(await found(silent, { golden: golden(1000) })).toContain(
    'and 2 more; 995 were not sent after 5 without an answer in a row',
  );
});

test('golden requests are not sent to the control of a canary: it serves the model before', async () => {
  const world = worldWith(SOUND);
  await verify(candidate({ role: 'control' }), { ...DEMANDS, golden: golden(3) }, world);
  expect(world.asked).toEqual(['GET /healthz', 'GET /version']);
});
