/**
 * Rounded to two decimals, halves away from zero, on the shortest decimal that spells the double: what Java's
 * BigDecimal makes of a double's text (judge.md 4.6). 1.005 becomes 1.01, although the double lies below it.
 */
export function roundedHalfUp(value: number): number {
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  if (!Number.isFinite(value)) return value;
  const [whole = '', fraction = ''] = digits.split('.');
  const places = fraction.length - Number(power) - 2;
  if (places <= 0) return value;
  const unit = 10n ** BigInt(places);
  const hundredths = (2n * BigInt(whole + fraction) + unit) / (2n * unit);
  return Math.sign(value) * Number(`${hundredths}e-2`);
}
