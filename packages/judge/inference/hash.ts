/** A well mixed number from 0 to 2^32 - 1 of three whole numbers (the finaliser of MurmurHash3, Appleby 2011). */
export function hash(seed: number, replicate: number, key: number): number {
  return mixed(mixed(mixed(seed ^ 0x9e37_79b9) ^ replicate) ^ key);
}

function mixed(number: number): number {
  let value = (number + 0x6d2b_79f5) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
