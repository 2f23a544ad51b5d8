"use strict";

const { randomFillSync } = require("node:crypto");

const rotate = (word, bits) => (word << bits) | (word >>> (32 - bits));

/**
 * A generator like V8's own, which cannot be seeded: 128 bits of state, here from the kernel.
 * @see https://prng.di.unimi.it/ xoshiro128**
 */
const newGenerator = () => {
  const state = randomFillSync(new Int32Array(4));
  const next = () => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result;
  };
  // 53 bits, as many as a number between 0 and 1 has.
  return () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
};

/** From here on `Math.random` gives numbers that no other process gives. Who keeps the former one keeps its numbers. */
const seedMathRandom = () => {
  const generate = newGenerator();
  const random = { random: () => generate() }.random;
  const { writable = false, configurable = false } = Object.getOwnPropertyDescriptor(Math, "random") ?? {};
  // A function that froze it wants it so.
  if (writable || configurable) Object.defineProperty(Math, "random", { value: random });
};

module.exports = { seedMathRandom };
