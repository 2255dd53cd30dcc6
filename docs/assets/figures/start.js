// The package's starting weights, as NumPy's RandomState draws them: by the first turn of a
// Mersenne Twister (Matsumoto and Nishimura, 1998). Licence: MIT-0.

export function startingWeights(count, seed) {
  const words = new Uint32Array(624);
  words[0] = seed;
  for (let i = 1; i < 624; i++) words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
  const bits = (i, count) => {
    let word = (words[i] & 0x80000000) | (words[i + 1] & 0x7fffffff);
    word = words[i + 397] ^ (word >>> 1) ^ (word & 1 && 0x9908b0df);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> (32 - count);
  };
  return Array.from({ length: count }, (_, i) =>
    2 * ((bits(2 * i, 27) * 2 ** 26 + bits(2 * i + 1, 26)) / 2 ** 53) - 1);
}
