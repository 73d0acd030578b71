import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { watchNetwork } from './network.ts';

test('whoever asks the network is seen, as long as it is watched', async () => {
  const server = createServer((_, response) => response.writeHead(200, { connection: 'close' }).end('ok'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : null;
    let seen = 0;
    {
      using _ = watchNetwork(() => seen++);
      expect(seen).toBe(0);
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      expect(seen).toBe(1);
    }
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(seen).toBe(1);
  } finally {
    server.close();
  }
});
