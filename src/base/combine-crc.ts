/** One piece of what was summed up. */
export interface SummedPiece {
  /** CRC of this piece alone, most significant byte first. */
  readonly crc: Uint8Array;
  readonly sizeBytes: number;
}

/**
 * The CRC of pieces joined together, from the CRCs of the pieces: a CRC is the remainder of a polynomial, and to put
 * bytes behind a piece is to multiply its remainder by a power of x.
 * @param polynomial reflected
 * @see https://github.com/madler/zlib/blob/develop/crc32.c for the method
 */
export const combineCrc = (pieces: readonly SummedPiece[], polynomial: bigint, crcBytes: number): Uint8Array => {
  const field = new ReflectedField(polynomial, BigInt(crcBytes * 8));
  let joined = 0n;
  for (const { crc, sizeBytes } of pieces) {
    const own = BigInt(`0x${Buffer.from(crc).toString("hex")}`);
    joined = field.multiply(field.powerOfX(BigInt(sizeBytes) * 8n), joined) ^ own;
  }
  return Buffer.from(joined.toString(16).padStart(crcBytes * 2, "0"), "hex");
};

/** Polynomials over GF(2) modulo one polynomial, their coefficients written lowest power first. */
class ReflectedField {
  readonly #polynomial: bigint;
  readonly #one: bigint;

  constructor(polynomial: bigint, bits: bigint) {
    this.#polynomial = polynomial;
    this.#one = 1n << (bits - 1n);
  }

  multiply(left: bigint, right: bigint): bigint {
    let product = 0n;
    let shifted = right;
    for (let mask = this.#one; mask > 0n; mask >>= 1n) {
      if ((left & mask) !== 0n) product ^= shifted;
      shifted = (shifted & 1n) === 0n ? shifted >> 1n : (shifted >> 1n) ^ this.#polynomial;
    }
    return product;
  }

  powerOfX(exponent: bigint): bigint {
    let power = this.#one;
    let square = this.#one >> 1n;
    for (let left = exponent; left > 0n; left >>= 1n) {
      if ((left & 1n) === 1n) power = this.multiply(square, power);
      square = this.multiply(square, square);
    }
    return power;
  }
}
