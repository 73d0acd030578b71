const [PLUS, MINUS, DOT, ZERO, NINE, E] = [0x2b, 0x2d, 0x2e, 0x30, 0x39, 0x65] as const;

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Cuts a double in two halves of 26 bits, whose products are exact. */
const SPLIT = 134_217_729;

/** The upper halves of the powers. */
const UPPER = TENS.map((power) => SPLIT * power - (SPLIT * power - power));

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
    at = digitsEnd(bytes, at, to);
    const whole = at - first;
    if (whole > 1 && bytes[first] === ZERO) return false;
    const pointed = at < to && bytes[at] === DOT;
    const point = at;
    if (pointed) at = digitsEnd(bytes, at + 1, to);
    const places = pointed ? at - point - 1 : 0;
    if (whole + places === 0) return false;
    this.end = at;
    this.places = pointed ? places : -1;
    // not -0, which is no index
    let scale = 0 - places;
    if (at < to && ((bytes[at] ?? 0) | 0x20) === E) {
      const exponent = this.#exponent(bytes, at + 1, to);
      if (Number.isNaN(exponent)) return false;
      scale += exponent;
    } else if (!pointed && whole > EXACT_DIGITS) {
      this.value = Number(ascii.decode(bytes.subarray(from, at)));
      return Number.isSafeInteger(this.value);
    }
    if (!this.#fromDigits(bytes, first, whole, places, scale))
      this.value = Number(ascii.decode(bytes.subarray(from, this.end)));
    else if (negative) this.value = -this.value;
    return true;
  }

  /**
   * Sets `value` to so many digits before the point and behind it, times ten to `scale`. False where their number is not
   * told exactly, where the power is not exact, or where the error of the second half could turn the rounding.
   */
  #fromDigits(bytes: Uint8Array, first: number, whole: number, places: number, scale: number): boolean {
    if (whole > 7 + (places === 0 ? 1 : 0)) return this.#fromExact(bytes, first, whole, places, scale);
    if (scale > 22 || scale < -22 || places > 22) return false;
    const behind = first + whole + 1;
    const one = Math.min(8, places);
    const two = Math.min(8, places - one);
    const three = places - one - two;
    // digits are high * power + low; both are below 2^53, and so are the digits where they are 15 or fewer
    const high = few(bytes, first, whole) * (TENS[one] ?? 1) + few(bytes, behind, one);
    const low = few(bytes, behind + 8, two) * (TENS[three] ?? 1) + few(bytes, behind + 16, three);
    const power = TENS[two + three] ?? 1;
    const shifted = high * power;
    // all the digits are `sum + rest`, exactly
    const sum = shifted + low;
    if (whole + places <= EXACT_DIGITS) {
      this.value = scale < 0 ? sum / (TENS[-scale] ?? 1) : sum * (TENS[scale] ?? 1);
      return true;
    }
    if (scale > 0) return false;
    const added = sum - shifted;
    // what rounding took from a product (Dekker, A floating-point technique for extending the available precision,
    // Numerische Mathematik 18 (1971)), twice, written out: a function would allocate each number it gives back
    const upper = SPLIT * high - (SPLIT * high - high);
    const lower = high - upper;
    const powerUpper = UPPER[two + three] ?? 1;
    const powerLower = power - powerUpper;
    const shiftLost =
      lower * powerLower - (shifted - upper * powerUpper - lower * powerUpper - upper * powerLower);
    const rest = shifted - (sum - added) + (low - added) + shiftLost;
    const divisor = TENS[-scale] ?? 1;
    const tenUpper = UPPER[-scale] ?? 1;
    const quotient = sum / divisor;
    const product = quotient * divisor;
    const quotientUpper = SPLIT * quotient - (SPLIT * quotient - quotient);
    const quotientLower = quotient - quotientUpper;
    const tenLower = divisor - tenUpper;
    const productLost =
      quotientLower * tenLower -
      (product - quotientUpper * tenUpper - quotientLower * tenUpper - quotientUpper * tenLower);
    const correction = (sum - product - productLost + rest) / divisor;
    const least = quotient + correction * (1 - 2 ** -48);
    this.value = least;
    return least === quotient + correction * (1 + 2 ** -48);
  }

  /** As `#fromDigits`, of more digits before the point than are read in one go. */
  #fromExact(bytes: Uint8Array, first: number, whole: number, places: number, scale: number): boolean {
    if (whole + places > EXACT_DIGITS || scale > 22 || scale < -22) return false;
    let digits = 0;
    for (let at = first; at <= first + whole + places; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (at === first + whole) continue; // the point
      digits = digits * 10 + digit;
    }
    this.value = scale < 0 ? digits / (TENS[-scale] ?? 1) : digits * (TENS[scale] ?? 1);
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

function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
  }
  return at;
}

/** Up to eight digits as a number; all eight at once, where the processor need not wait for one after the other. */
function few(bytes: Uint8Array, from: number, count: number): number {
  if (count === 8) {
    const upper = pair(bytes, from) * 100 + pair(bytes, from + 2);
    return upper * 10_000 + pair(bytes, from + 4) * 100 + pair(bytes, from + 6);
  }
  let digits = 0;
  for (let at = from; at < from + count; at++) digits = (digits * 10 + (bytes[at] ?? 0) - ZERO) | 0;
  return digits;
}

function pair(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) - ZERO) * 10 + (bytes[at + 1] ?? 0) - ZERO;
}
