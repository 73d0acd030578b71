/**
 * Sum of `term(row)` over `count` rows, with the lost low bits carried along: as exact as pairwise summation or
 * better. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export function sum(count: number, term: (row: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let row = 0; row < count; row++) {
    const next = term(row);
    const grown = total + next;
    lost += Math.abs(total) >= Math.abs(next) ? total - grown + next : next - grown + total;
    total = grown;
  }
  return total + lost;
}

export function mean(count: number, term: (row: number) => number): number {
  return sum(count, term) / count;
}
