import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Deployed } from '#harness/deployed';
import { freePort } from '#harness/port';
import { toolPath } from '../scripts/install.ts';

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

interface Answer {
  readonly status: number;
  readonly revision: string | undefined;
  readonly text: string;
}

/** One request; rejects when no whole answer comes. */
function ask(url: string, body: string | null, agent: Agent | false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: body === null ? 'GET' : 'POST', agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const revision = answer.headers['x-mlops-revision'];
        resolve({ status: answer.statusCode ?? 0, revision: revision?.toString(), text });
      });
    });
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}

test('of 5,000 requests that are sent across switches through the stable address none is lost', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const kept = new Agent({ keepAlive: true, maxSockets: 8 });
  const lost: string[] = [];
  const by = new Map<string, number>();
  let [sent, switched] = [0, false];
  // whoever keeps its connection, whoever does not, with and without a body, a large one now and then
  const client = async (index: number) => {
    while (sent < 5_000 || !switched) {
      const number = sent++;
      const size = number % 50 === 0 ? 300_000 : number % 3 === 0 ? 0 : 1_000;
      const body = size === 0 ? null : 'x'.repeat(size);
      try {
        const answer = await ask(deployed.url, body, index % 2 === 0 ? kept : false);
        const right = answer.status === 200 && JSON.parse(answer.text).bytes === size;
        if (!right) lost.push(`${number}: ${answer.status} ${answer.text}`);
        by.set(answer.revision ?? '', (by.get(answer.revision ?? '') ?? 0) + 1);
      } catch (error) {
        lost.push(`${number}: ${error}`);
      }
    }
  };
  const clients = Array.from({ length: 8 }, (_, index) => client(index));
  const changes = [await deployed.deploy('two'), await deployed.rollback(), await deployed.deploy('three')];
  switched = true;
  await Promise.all(clients);
  kept.destroy();
  expect(changes.map(({ result }) => result)).toEqual(['switched', 'switched', 'switched']);
  expect(sent).toBeGreaterThanOrEqual(5_000);
  expect(lost).toEqual([]);
  expect([...by.keys()].sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
});

test('a deployment, a rollback and a retirement, as the state and the processes tell it', async () => {
  await using deployed = await Deployed.fresh();
  const nothing = await deployed.status();
  expect(nothing).toEqual({ url: null, serving: null, previous: null, canary: null, traffic: {}, notes: [] });
  const first = await deployed.deploy('one');
  expect(first).toMatchObject({
    result: 'switched',
    standing: { url: deployed.url, serving: { name: 'r1' } },
  });
  expect(await deployed.answering()).toBe('r1');
  const second = await deployed.deploy('two');
  expect(second.standing).toMatchObject({
    serving: { name: 'r2' },
    previous: { name: 'r1' },
    traffic: { r2: 100 },
  });
  expect(deployed.alive()).toEqual(['r2']);
  const back = await deployed.rollback();
  expect(back.standing).toMatchObject({ serving: { name: 'r3' }, previous: { name: 'r2' } });
  expect(back.standing.serving?.image).toBe(first.standing.serving?.image);
  expect((await ask(deployed.url, 'x', false)).text).toContain('"model":"one","revision":"r3"');
  expect(deployed.folders()).toEqual(['r1', 'r2']);
  expect(await deployed.retire()).toEqual(nothing);
  expect([deployed.alive(), deployed.fronts(), deployed.folders()]).toEqual([[], [], []]);
  await expect(ask(deployed.url, null, false)).rejects.toThrow('ECONNREFUSED');
  const later = await deployed.rollback();
  expect(later).toMatchObject({
    result: 'kept',
    reason: 'there is no previous revision in production to go back to',
  });
});

test('what does not come up leaves what serves as it is, and the reason says why', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const kept = async (reason: unknown, wish: Parameters<Deployed['deploy']>[1]) => {
    const change = await deployed.deploy('two', wish);
    expect(change).toMatchObject({
      result: 'kept',
      reason,
      standing: { serving: { name: 'r1' }, traffic: { r1: 100 } },
    });
    expect([deployed.alive(), deployed.folders(), await deployed.answering()]).toEqual([
      ['r1'],
      ['r1'],
      'r1',
    ]);
  };
  await kept('not healthy within 400 ms', { serve: 'sleep 60', patience: 400 });
  await kept('r3 ended with status 3; its last lines: no such model', {
    serve: 'echo no such model >&2; exit 3',
  });
  await kept(
    expect.stringMatching(/^r4 ended with status 127; its last lines: .*nowhere: command not found$/),
    {
      serve: 'nowhere | cat',
    },
  );
});

test('a disk that is full while it is unpacked leaves what serves as it is, and no draft', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const full = [toolPath('strace'), '-f', '-b', 'execve', '-qq', '-o', '/dev/null'];
  const copying = '?copy_file_range,?sendfile';
  const change = await deployed.deploy('two', {
    under: [...full, '-e', `trace=${copying}`, '-e', `inject=${copying}:error=ENOSPC`],
  });
  expect(change).toMatchObject({
    result: 'kept',
    reason: expect.stringMatching(/cannot be written: the disk is full\. Make room, or use a machine/),
    standing: { serving: { name: 'r1' } },
  });
  expect([deployed.alive(), deployed.folders(), await deployed.answering()]).toEqual([['r1'], ['r1'], 'r1']);
});

test('a deployment that is cancelled takes back what it has started', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const interrupt = { after: 'r2 starts on port', signal: 'SIGINT' } as const;
  const ran = await deployed.run('deploy', { release: 'two', serve: 'sleep 60', interrupt });
  expect(ran.status, ran.log).toBe(130);
  expect([deployed.alive(), deployed.folders(), await deployed.answering()]).toEqual([['r1'], ['r1'], 'r1']);
  expect((await deployed.status()).notes).toEqual([]);
});

test('of two deployments at once one wins, and the other says who is at work', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const wish = { serve: 'sleep 1; node serve.mjs' };
  const [one, other] = await Promise.all([deployed.deploy('two', wish), deployed.deploy('three', wish)]);
  const [won, lost] = one.result === 'switched' ? [one, other] : [other, one];
  expect(won).toMatchObject({ result: 'switched', standing: { serving: { name: 'r2' } } });
  expect(lost).toMatchObject({
    result: 'busy',
    reason: expect.stringMatching(
      /^another deployment to production is under way: process \d+ since 20\d\d-/,
    ),
    standing: { serving: { name: 'r1' } },
  });
  expect(deployed.alive()).toEqual(['r2']);
});

test('a port that somebody holds is a mistake that names both, before anything is started', async () => {
  await using deployed = await Deployed.fresh();
  const other = createServer().listen(deployed.port, '127.0.0.1');
  await once(other, 'listening');
  const ran = await deployed.run('deploy', { release: 'one' });
  other.close();
  expect(ran.status).toBe(2);
  expect(ran.stderr).toContain(`port = "${deployed.port}": is taken by process ${process.pid} (`);
  expect(ran.stderr).toContain('End it, or give another port (deploy.port).');
  expect([deployed.alive(), deployed.fronts()]).toEqual([[], []]);
});

/** The front is killed, and somebody else takes its port as soon as the system has it back. */
async function robbed(deployed: Deployed) {
  process.kill(deployed.fronts()[0] ?? 0, 'SIGKILL');
  const other = createServer((socket) => socket.destroy());
  const taking = () => void other.listen(deployed.port, '127.0.0.1');
  other.on('error', () => setTimeout(taking, 10));
  taking();
  await new Promise((done) => other.once('listening', done));
  return other;
}

test('a stable port that somebody took while the front was gone: a deployment to another port serves there', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  await deployed.deploy('two', { share: 10 });
  const other = await robbed(deployed);
  const same = await deployed.run('deploy', { release: 'three' });
  expect(same.status).toBe(2);
  expect(same.stderr).toContain(`port = "${deployed.port}": is taken by process ${process.pid} (`);
  expect(deployed.alive()).toEqual(['r1', 'r2', 'r3']);
  const port = await freePort();
  const { standing } = await deployed.deploy('three', { port });
  expect(standing).toMatchObject({ url: `http://127.0.0.1:${port}`, serving: { name: 'r4' } });
  expect(await ask(standing.url ?? '', 'x', false)).toMatchObject({ status: 200, revision: 'r4' });
  expect(deployed.alive()).toEqual(['r4']);
  other.close();
});

test('a stable port that somebody took while the front was gone keeps nobody from retiring', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const other = await robbed(deployed);
  expect(await deployed.retire()).toMatchObject({ url: null, serving: null, traffic: {} });
  expect([deployed.alive(), deployed.fronts(), deployed.folders()]).toEqual([[], [], []]);
  other.close();
});

test('a deployment to another port that does not hold leaves what serves at its address', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const change = await deployed.deploy('two', { port: await freePort(), serve: 'exit 3' });
  expect(change).toMatchObject({
    result: 'kept',
    standing: { url: deployed.url, serving: { name: 'r1' } },
  });
  expect(await deployed.answering()).toBe('r1');
});

test('a front that was killed is found and started again on its port', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const [front = 0] = deployed.fronts();
  process.kill(front, 'SIGKILL');
  await expect(ask(deployed.url, null, false)).rejects.toThrow();
  const standing = await deployed.status();
  const note = `the front on port ${deployed.port} had gone: started again`;
  expect(standing).toMatchObject({ url: deployed.url, serving: { name: 'r1' }, notes: [note] });
  expect(await deployed.answering()).toBe('r1');
  process.kill(deployed.fronts()[0] ?? 0, 'SIGKILL');
  const change = await deployed.deploy('two');
  expect(change).toMatchObject({ result: 'switched', standing: { serving: { name: 'r2' }, notes: [note] } });
  expect(await deployed.answering()).toBe('r2');
});

test('a revision that has gone is told, and a deployment or a rollback brings the service back', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  await deployed.deploy('two');
  await expect(ask(`${deployed.url}/die`, null, false)).resolves.toMatchObject({ status: 502 });
  // its connections go before it: until it has ended, one more may be taken and cut off
  while (deployed.alive().length > 0) await pause(20);
  const unavailable = await ask(deployed.url, 'x', false);
  expect(unavailable.status).toBe(503);
  expect(unavailable.text).toContain('r2 is not there: connect ECONNREFUSED');
  const standing = await deployed.status();
  expect(standing).toMatchObject({ url: null, serving: null, previous: { name: 'r1' }, traffic: {} });
  expect(standing.notes).toEqual([
    expect.stringMatching(/^r2 has gone \(process \d+\), see logs\/r2\.log$/),
    'nothing serves: deploy it again, or roll back to the previous revision',
  ]);
  expect((await deployed.rollback()).standing.serving?.name).toBe('r3');
  expect((await ask(deployed.url, 'x', false)).text).toContain('"model":"one","revision":"r3"');
});

test('a request under way is answered by the revision it was sent to, which ends only then', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const slow = ask(`${deployed.url}/slow/1800`, 'x', false);
  await pause(100);
  const change = await deployed.deploy('two');
  expect(change.result).toBe('switched');
  expect(await slow).toMatchObject({ status: 200, revision: 'r1' });
  expect(deployed.alive()).toEqual(['r2']);
});

test('a request that takes longer than the time to drain is cut off, and said so', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const slow = ask(`${deployed.url}/slow/60000`, 'x', false).then(
    ({ status }) => status,
    () => 'cut off',
  );
  await pause(100);
  const ran = await deployed.run('deploy', { release: 'two', drain: 200 });
  expect(ran.stderr).toContain('requests to r1 are cut off: the time to drain is over');
  expect(await slow).toBe(502);
  expect(deployed.alive()).toEqual(['r2']);
});

test('a canary gets its share to the request, a copy of the old one as many; promoted, it is not started again', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const { standing } = await deployed.deploy('two', { share: 10 });
  expect(standing).toMatchObject({
    serving: { name: 'r1' },
    canary: { candidate: { name: 'r2' }, control: { name: 'r3' } },
    traffic: { r1: 80, r2: 10, r3: 10 },
  });
  expect(standing.canary?.control.image).toBe(standing.serving?.image);
  const counts: Record<string, number> = {};
  for (let sent = 0; sent < 200; sent++) {
    const { revision = '' } = await ask(deployed.url, 'x', false);
    counts[revision] = (counts[revision] ?? 0) + 1;
  }
  expect(counts).toEqual({ r1: 160, r2: 20, r3: 20 });
  // one that has gone costs no request: who refuses a connection was sent nothing
  process.kill(deployed.state().revisions['r3']?.process?.pid ?? 0, 'SIGKILL');
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ask(deployed.url, 'x'.repeat(9_999), false)),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const pid = deployed.state().revisions['r2']?.process?.pid;
  const promoted = await deployed.deploy('two');
  expect(promoted.standing).toMatchObject({
    serving: { name: 'r2' },
    previous: { name: 'r1' },
    canary: null,
  });
  expect(deployed.state().revisions['r2']?.process?.pid).toBe(pid);
  expect(deployed.alive()).toEqual(['r2']);
  await deployed.deploy('three', { share: 25 });
  expect(deployed.alive()).toEqual(['r2', 'r4', 'r5']);
  const back = await deployed.rollback();
  expect(back).toMatchObject({ result: 'switched', standing: { serving: { name: 'r2' }, canary: null } });
  expect([deployed.alive(), await deployed.answering()]).toEqual([['r2'], 'r2']);
});

test('another port in the configuration moves the front, and the old port is given up', async () => {
  await using deployed = await Deployed.fresh();
  await deployed.deploy('one');
  const port = await freePort();
  const { standing } = await deployed.deploy('two', { port });
  expect(standing).toMatchObject({ url: `http://127.0.0.1:${port}`, serving: { name: 'r2' } });
  expect((await ask(`http://127.0.0.1:${port}`, 'x', false)).revision).toBe('r2');
  while (deployed.fronts().length > 1) await pause(50);
  await expect(ask(deployed.url, null, false)).rejects.toThrow('ECONNREFUSED');
});

describe('what passes through the front', () => {
  let one: Deployed | undefined;
  const open = () => ({ deployed: one ?? expect.fail('nothing is deployed') });
  beforeAll(async () => {
    one = await Deployed.fresh();
    // `run` resolves when stdout and stderr are closed by everybody who holds them: what it started outlives it
    await one.deploy('one');
    expect([one.alive(), one.fronts().length]).toEqual([['r1'], 1]);
  });
  afterAll(() => one?.[Symbol.asyncDispose]());

  test('a WebSocket is passed through both ways', async () => {
    const { deployed } = open();
    const socket = connect(deployed.port, '127.0.0.1');
    const lines = [
      'GET /ws HTTP/1.1',
      'host: x',
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
    ];
    socket.write(`${lines.join('\r\n')}\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (text.includes('r1 hello')) break;
      if (text.includes('\r\n\r\n')) socket.write('hello');
    }
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(text.toLowerCase()).toContain('x-mlops-revision: r1');
  });

  test('headers of one connection go no further, and the server learns who asks', async () => {
    const { deployed } = open();
    const { text } = await new Promise<Answer>((resolve, reject) => {
      const headers = {
        connection: 'close, x-own',
        'x-own': '1',
        te: 'trailers',
        'keep-alive': 'timeout=9',
        'x-mine': '2',
      };
      const asked = request(`${deployed.url}/headers`, { headers, agent: false }, (answer) => {
        expect(answer.headers.connection).toBe('close');
        answer
          .setEncoding('utf8')
          .on('data', (chunk: string) => resolve({ status: 200, revision: '', text: chunk }));
      });
      asked.on('error', reject).end();
    });
    const seen = JSON.parse(text);
    expect(seen).toMatchObject({
      'x-mine': '2',
      'x-forwarded-for': '127.0.0.1',
      host: `127.0.0.1:${deployed.port}`,
    });
    expect(seen).not.toHaveProperty('x-own');
    expect(seen).not.toHaveProperty('te');
    expect(seen).not.toHaveProperty('keep-alive');
  });

  test('events are passed on as they come, and the server learns when the client has gone', async () => {
    const { deployed } = open();
    const events = await new Promise<string>((resolve, reject) => {
      const asked = get(`${deployed.url}/events`, { agent: false }, (answer) => {
        expect(answer.headers['content-type']).toBe('text/event-stream');
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
          if (!text.includes('data: 2')) return;
          asked.destroy();
          resolve(text);
        });
        answer.on('error', () => {});
      });
      asked.on('error', reject);
    });
    expect(events).toBe('data: 0\n\ndata: 1\n\ndata: 2\n\n');
    const asked = request(`${deployed.url}/slow/60000`, { agent: false }).on('error', () => {});
    asked.end();
    await pause(100);
    asked.destroy();
    const log = '.mlops/deployments/production/logs/r1.log';
    while (!deployed.workspace.read(log).includes('left /slow/60000')) await pause(20);
    const ran = await deployed.run('deploy', { release: 'two', drain: 60_000 });
    expect(ran.stderr).not.toContain('cut off');
  });
});
