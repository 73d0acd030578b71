/** How often something came about in so many trials. */
export interface Rate {
  readonly times: number;
  readonly trials: number;
}

/** `2.4 %` */
export function percent({ times, trials }: Rate): string {
  return trials === 0 ? '' : `${((100 * times) / trials).toFixed(1)} %`;
}

export function shareOf({ times, trials }: Rate): number {
  return trials === 0 ? 0 : times / trials;
}

/**
 * Is a rate above `most` beyond what chance explains? By the normal distribution at so many standard errors: of many
 * cells looked at together some lie high by chance.
 */
export function exceeds(rate: Rate, most: number, errors = 3.5): boolean {
  const slack = errors * Math.sqrt((most * (1 - most)) / Math.max(1, rate.trials));
  return shareOf(rate) > most + slack;
}
