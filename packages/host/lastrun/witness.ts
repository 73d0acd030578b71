import { join, resolve } from 'node:path';
import type { Cache, Digests, Files, Host } from '#kit/ports';
import { isInside } from '../boundary.ts';
import type { Looked } from './looked.ts';
import { isOfState } from './state.ts';

type Watched = Pick<Host, 'files' | 'digests' | 'cache' | 'exec' | 'processes' | 'locks' | 'web' | 'github'>;

/**
 * Sits between a run and the world and notes what is looked at, and what the log shows. Where the run does what cannot be
 * looked at again (it starts a program, asks the network, makes or removes files), the first such thing is noted, and the
 * rest does not matter. What lies in `.mlops` and in git is looked at as a whole, and not noted.
 */
export class Witness {
  readonly #root: string;
  readonly #kinds = new Set<string>();
  readonly #absent = new Set<string>();
  readonly #names = new Set<string>();
  readonly #files = new Set<string>();
  readonly #trees = new Set<string>();
  readonly #used = new Set<string>();
  readonly #said: string[] = [];
  #done: string | null = null;

  /** `read`: what was read already */
  constructor(root: string, read: readonly string[]) {
    this.#root = root;
    for (const path of read) this.#look(this.#files, path);
  }

  /** what was done that cannot be looked at again; null: nothing */
  get done(): string | null {
    return this.#done;
  }

  /** what is seen with something else is left out */
  get looked(): Looked {
    const state = join(this.#root, '.mlops');
    const used = [...this.#used];
    const isSeen = (path: string) => isOfState(path, state) || used.some((entry) => isInside(path, entry));
    const apart = (paths: Iterable<string>) => [...paths].filter((path) => !isSeen(path));
    return {
      kinds: apart(this.#kinds),
      absent: apart(this.#absent),
      names: apart(this.#names),
      files: apart(this.#files),
      trees: apart(this.#trees),
      used,
    };
  }

  /** lines of the log */
  get said(): readonly string[] {
    return this.#said;
  }

  /** Something was done that cannot be looked at again. */
  did(what: string): void {
    this.#done ??= what;
  }

  hear(line: string): void {
    this.#said.push(line);
  }

  /** The same ports, of which every use is noted. */
  beside(ports: Watched): Watched {
    return {
      files: this.#besideFiles(ports.files),
      digests: this.#besideDigests(ports.digests),
      cache: this.#besideCache(ports.cache),
      exec: this.#besideDoer('exec', ports.exec),
      processes: this.#besideDoer('processes', ports.processes),
      locks: this.#besideDoer('locks', ports.locks),
      web: this.#besideDoer('web', ports.web),
      github: () => this.#do('github', ports.github),
    };
  }

  #besideFiles(files: Files): Files {
    const kind = (path: string) => this.#look(this.#kinds, path);
    const content = (path: string) => this.#look(this.#files, path);
    const tree = (path: string) => this.#look(this.#trees, path);
    return {
      ...files,
      resolve: (path, subject) => files.resolve(kind(path), subject),
      within: (path, subject) => files.within(kind(path), subject),
      exists: async (path) => {
        const found = await files.exists(path);
        this.#look(found === null ? this.#absent : this.#kinds, path);
        return found;
      },
      names: (folder) => files.names(this.#look(this.#names, folder)),
      bytes: (path) => files.bytes(content(path)),
      text: (path) => files.text(content(path)),
      stream: (path, part) => files.stream(content(path), part),
      // what is there already with the same bytes stays as it is, and its times tell so
      write: (path, bytes, how) => files.write(content(path), bytes, how),
      copy: (from, to) => files.copy(tree(from), tree(to)),
      list: (folder, passed) =>
        passed === undefined
          ? files.list(tree(folder))
          : this.#do('files.list', () => files.list(folder, passed)),
      linked: async (path, subject) => {
        const found = await files.linked(kind(path), subject);
        return found === null ? null : this.#do('files.linked', () => found);
      },
      append: (path, pieces) => this.#do('files.append', () => files.append(path, pieces)),
      folder: (path) => this.#do('files.folder', () => files.folder(path)),
      link: (from, to) => this.#do('files.link', () => files.link(from, to)),
      move: (from, to) => this.#do('files.move', () => files.move(from, to)),
      remove: (path) => this.#do('files.remove', () => files.remove(path)),
      temporary: (prefix) => this.#do('files.temporary', () => files.temporary(prefix)),
      free: (path) => this.#do('files.free', () => files.free(path)),
    };
  }

  #besideDigests(digests: Digests): Digests {
    return {
      of: (path, how) => digests.of(this.#look(this.#trees, path), how),
      summary: (path, summarise) => digests.summary(this.#look(this.#trees, path), summarise),
      ofFiles: async (paths) => {
        const found = await digests.ofFiles(paths);
        const there = new Set(found.map(({ path }) => path));
        for (const path of paths) this.#look(there.has(path) ? this.#files : this.#absent, path);
        return found;
      },
    };
  }

  #besideCache(cache: Cache): Cache {
    return {
      restore: (key, paths, like) => {
        for (const path of paths) this.#look(this.#used, path);
        return cache.restore(key, paths, like);
      },
      save: (key, paths) => this.#do('cache.save', () => cache.save(key, paths)),
    };
  }

  /** For a port that is there to do something, whatever is asked of it. */
  #besideDoer<P extends object>(name: string, port: P): P {
    return new Proxy(port, {
      get: (target, key, receiver) => this.#do(name, () => Reflect.get(target, key, receiver)),
    });
  }

  #look(into: Set<string>, path: string): string {
    into.add(resolve(this.#root, path));
    return path;
  }

  #do<T>(what: string, work: () => T): T {
    this.did(what);
    return work();
  }
}
