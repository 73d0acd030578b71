/** A revision that takes requests. */
export interface Route {
  readonly revision: string;
  readonly port: number;
  /** share of the requests, in percent */
  readonly weight: number;
}

/**
 * Smooth weighted round robin, as nginx does it (commit 52327e0627f4): each turn every route gains its weight, the
 * richest is chosen and pays the sum of all. Over any run of turns that is a multiple of the sum each route has got
 * exactly its share, and the turns of one lie evenly among those of the others.
 */
export class Rotation {
  readonly routes: readonly Route[];
  readonly #credit: number[];
  readonly #sum: number;

  constructor(routes: readonly Route[]) {
    this.routes = routes.filter(({ weight }) => weight > 0);
    this.#credit = this.routes.map(() => 0);
    this.#sum = this.routes.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** The routes in the order they are to be tried for this request; none where nothing serves. */
  next(): readonly Route[] {
    let chosen = 0;
    for (const [index, { weight }] of this.routes.entries()) {
      this.#credit[index] = (this.#credit[index] ?? 0) + weight;
      if ((this.#credit[index] ?? 0) > (this.#credit[chosen] ?? 0)) chosen = index;
    }
    const first = this.routes[chosen];
    if (first === undefined) return [];
    this.#credit[chosen] = (this.#credit[chosen] ?? 0) - this.#sum;
    const others = this.routes
      .filter((route) => route !== first)
      .sort((one, other) => other.weight - one.weight);
    return [first, ...others];
  }
}
