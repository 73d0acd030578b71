import { join } from 'node:path';
import { openHost } from '#host/host';
import type { Descriptor } from '#image/descriptor';
import type { Patience } from '#image/registry/patience';
import { type Pulled, pull, resolve } from '#image/registry/pull';
import { type Pushed, type PushWish, push } from '#image/registry/push';
import { parseReference } from '#image/registry/reference';
import type { Access, Ports } from '#image/registry/session';
import type { ImageLayout } from './image-layout.ts';
import { Workspace } from './workspace.ts';

type PushOptions = Partial<Pick<PushWish, 'from' | 'part' | 'given' | 'patience' | 'manifests'>>;

/** The client in this process on a real disk: what it logged, and how long it waited, which is written down instead. */
export class RegistryClient implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly lines: string[] = [];
  readonly masked: string[] = [];
  /** milliseconds of every pause */
  readonly pauses: number[] = [];
  readonly #stop = new AbortController();
  readonly #close: () => Promise<void>;
  readonly #ports: Ports;

  private constructor(workspace: Workspace, ports: Ports, close: () => Promise<void>) {
    this.workspace = workspace;
    const log: Ports['log'] = {
      ...ports.log,
      info: (text) => void this.lines.push(text),
      debug: (text) => void this.lines.push(text),
      mask: (secret) => void this.masked.push(secret),
    };
    this.#ports = { ...ports, log, cancelled: AbortSignal.any([ports.cancelled, this.#stop.signal]) };
    this.#close = close;
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<RegistryClient> {
    const workspace = new Workspace();
    const own = { MLOPS_HOST: 'local', HOME: workspace.path, PATH: process.env['PATH'], ...env };
    const place = { root: workspace.path, workspace: workspace.path };
    const host = await openHost({ env: own, ...place, permissions: {}, action: 'containerize' });
    return new RegistryClient(workspace, host, async () => {
      await host.close();
      workspace[Symbol.dispose]();
    });
  }

  readonly #patience: Patience = {
    tries: 5,
    pause: async (milliseconds) => void this.pauses.push(milliseconds),
    random: () => 0,
  };

  /** Pushes the image of a layout, or what `manifests` says. */
  push(layout: ImageLayout, to: string, options: PushOptions = {}): Promise<Pushed> {
    const manifests = [{ descriptor: layout.image, tags: [] as string[] }];
    const wish = { layout: layout.path, manifests, to: parseReference(to), patience: this.#patience };
    return push({ ...wish, ...options }, this.#ports);
  }

  /** Pulls by digest into a folder of the workspace. */
  pull(from: string, { digest }: Pick<Descriptor, 'digest'>, options: Access = {}): Promise<Pulled> {
    return this.pullBy(`${from}@${digest}`, options);
  }

  pullBy(name: string, options: Access = {}): Promise<Pulled> {
    const reference = parseReference(name);
    return pull({ reference, layout: 'pulled', patience: this.#patience, ...options }, this.#ports);
  }

  /** The digest a tag stands for. */
  resolve(name: string): Promise<string> {
    return resolve(parseReference(name), { patience: this.#patience }, this.#ports);
  }

  /** As when the run is told to end. */
  cancel(): void {
    this.#stop.abort();
  }

  /** where a pull puts things */
  get pulled(): string {
    return join(this.workspace.path, 'pulled');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
