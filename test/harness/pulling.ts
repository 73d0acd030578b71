import { openHost } from '#host/host';
import { pull } from '#image/registry/pull';
import { parseReference } from '#image/registry/reference';

/** `node test/harness/pulling.ts <folder> <name@digest>`: a pull in a process of its own; prints how it ended. */
const [root = '', name = ''] = process.argv.slice(2);
const env = { ...process.env, MLOPS_HOST: 'local', HOME: root };
const host = await openHost({ env, root, workspace: root, permissions: {}, action: 'deploy' });
const ended = await pull({ reference: parseReference(name), layout: 'pulled' }, host).then(
  ({ descriptor }) => descriptor.digest,
  (error: unknown) => String(error),
);
await host.close();
process.stdout.write(`${ended}\n`);
