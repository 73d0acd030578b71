const LEAST = 4;
const MOST = 17;

/** A number in four significant digits, or as many as its whole part has. */
export function digits(number: number, count = LEAST): string {
  const whole = Math.abs(number) >= 1 ? Math.floor(Math.log10(Math.abs(number))) + 1 : 1;
  return String(Number(number.toPrecision(Math.min(Math.max(count, whole), 100))));
}

/** Both numbers in as few digits as show which is larger: 0.69998 beside 0.7 is not rounded to it. */
export function apart(one: number, other: number): [string, string] {
  for (let count = LEAST; count < MOST; count++) {
    const shown: [string, string] = [digits(one, count), digits(other, count)];
    if (Math.sign(Number(shown[0]) - Number(shown[1])) === Math.sign(one - other)) return shown;
  }
  return [String(one), String(other)];
}
