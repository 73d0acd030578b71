const [PLUS, MINUS, DOT, ZERO, NINE, E] = [0x2b, 0x2d, 0x2e, 0x30, 0x39, 0x65] as const;

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** So many digits are below 2^53 whatever they are. */
const EXACT_DIGITS = 15;

const ascii = new TextDecoder('latin1');

/**
 * Reads numbers as Python, R and JSON spell them straight out of bytes; the double is the one that `Number` gives.
 * Up to 15 digits and 22 places are one exact multiplication or division (Clinger, How to read floating point numbers
 * accurately, PLDI 1990); up to 19 digits one division in twice the precision, kept where its rounding is certain;
 * the rest is left to `Number`. `value`, `end` (the first byte after it) and `places` (digits after the
 * point, -1 where it has none) are of the last number that was read.
 */
export class Decimal {
  value = 0;
  end = 0;
  places = -1;

  /**
   * Is there a number at `from`? Not one: `007`, which is a code, and a whole number beyond 2^53, which would be
   * rounded. What follows it is for the caller to look at.
   */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    let byte = at < to ? (bytes[at] ?? 0) : 0;
    const negative = byte === MINUS;
    if (negative || byte === PLUS) byte = ++at < to ? (bytes[at] ?? 0) : 0;
    const first = at;
    let digits = 0;
    while (byte >= ZERO && byte <= NINE) {
      digits = digits * 10 + (byte - ZERO);
      byte = ++at < to ? (bytes[at] ?? 0) : 0;
    }
    const whole = at - first;
    if (whole > 1 && bytes[first] === ZERO) return false;
    let places = 0;
    const pointed = byte === DOT;
    if (pointed) {
      const point = at;
      byte = ++at < to ? (bytes[at] ?? 0) : 0;
      while (byte >= ZERO && byte <= NINE) {
        digits = digits * 10 + (byte - ZERO);
        byte = ++at < to ? (bytes[at] ?? 0) : 0;
      }
      places = at - point - 1;
    }
    if (whole + places === 0) return false;
    this.end = at;
    this.places = pointed ? places : -1;
    // not -0, which is no index
    let scale = 0 - places;
    if ((byte | 0x20) === E) {
      const exponent = this.#exponent(bytes, at + 1, to);
      if (Number.isNaN(exponent)) return false;
      scale += exponent;
    } else if (!pointed && whole > EXACT_DIGITS) {
      this.value = Number(ascii.decode(bytes.subarray(from, at)));
      return Number.isSafeInteger(this.value);
    }
    if (whole + places <= EXACT_DIGITS && scale >= -22 && scale <= 22) {
      const value = scale < 0 ? digits / (TENS[-scale] ?? 1) : digits * (TENS[scale] ?? 1);
      this.value = negative ? -value : value;
      return true;
    }
    const value = divided(bytes, first, at, scale);
    if (Number.isNaN(value)) this.value = Number(ascii.decode(bytes.subarray(from, this.end)));
    else this.value = negative ? -value : value;
    return true;
  }

  #exponent(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let byte = at < to ? (bytes[at] ?? 0) : 0;
    const negative = byte === MINUS;
    if (negative || byte === PLUS) byte = ++at < to ? (bytes[at] ?? 0) : 0;
    const first = at;
    let exponent = 0;
    while (byte >= ZERO && byte <= NINE) {
      exponent = Math.min(exponent * 10 + (byte - ZERO), 1e6);
      byte = ++at < to ? (bytes[at] ?? 0) : 0;
    }
    this.end = at;
    if (at === first) return Number.NaN;
    return negative ? -exponent : exponent;
  }
}

/**
 * The digits of bytes[from, to), a point among them passed over, times ten to `scale`. NaN where more than 19 digits
 * count, where the power is not exact, or where the error of the second half could turn the rounding.
 */
function divided(bytes: Uint8Array, from: number, to: number, scale: number): number {
  if (scale > 0 || scale < -22) return Number.NaN;
  let [high, low, lowDigits, significant] = [0, 0, 0, 0];
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || (significant === 0 && digit === 0)) continue;
    significant++;
    if (significant <= EXACT_DIGITS) high = high * 10 + digit;
    else {
      low = low * 10 + digit;
      lowDigits++;
    }
  }
  if (lowDigits > 4) return Number.NaN;
  const power = TENS[lowDigits] ?? 1;
  const shifted = high * power;
  // all the digits are `sum + rest`, exactly
  const sum = shifted + low;
  const added = sum - shifted;
  const rest = shifted - (sum - added) + (low - added) + lostIn(high, power, shifted);
  const divisor = TENS[-scale] ?? 1;
  const quotient = sum / divisor;
  const product = quotient * divisor;
  const remainder = sum - product - lostIn(quotient, divisor, product);
  const correction = (remainder + rest) / divisor;
  const [least, most] = [quotient + correction * (1 - 2 ** -48), quotient + correction * (1 + 2 ** -48)];
  return least === most ? least : Number.NaN;
}

/** What rounding took from a product (Dekker, A floating-point technique for extending the available precision, 1971). */
function lostIn(one: number, other: number, product: number): number {
  const [oneSplit, otherSplit] = [one * 134_217_729, other * 134_217_729];
  const oneHigh = oneSplit - (oneSplit - one);
  const otherHigh = otherSplit - (otherSplit - other);
  const [oneLow, otherLow] = [one - oneHigh, other - otherHigh];
  return oneLow * otherLow - (product - oneHigh * otherHigh - oneLow * otherHigh - oneHigh * otherLow);
}
