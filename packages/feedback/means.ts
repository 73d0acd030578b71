import type { Host, Ref, RefChange } from '#kit/ports';

/** What effects need of the world beside the signal. */
export interface Means {
  readonly host: Host;
  /** Moves a ref from what it is to what `next` makes of it (null: stays), again when somebody was faster. */
  advance(model: string, name: string, next: (before: Ref | null) => RefChange | null): Promise<unknown>;
  /** waits; rejects when the run is cancelled */
  pause(milliseconds: number): Promise<void>;
}
