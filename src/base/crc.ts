/** The CRCs that S3 knows and `node:zlib` does not. Both reflected, with all bits set at the start and flipped at the end. */

/** Generator polynomials, reflected. */
export const POLYNOMIAL_CRC32 = 0xedb88320n;
export const POLYNOMIAL_CRC32C = 0x82f63b78n;
export const POLYNOMIAL_CRC64_NVME = 0x9a6c9329ac4bc9b5n;

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ Number(POLYNOMIAL_CRC32C) : crc >>> 1;
  return crc;
});

const CRC64_TABLE = BigUint64Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL_CRC64_NVME : crc >> 1n;
  return crc;
});

/** Numbers are many times faster than bigints, so the 64 bits travel as two halves. */
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (entry) => Number(entry & 0xffffffffn));
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (entry) => Number(entry >> 32n));

/** @param previous the result so far, 0 at first */
export const crc32c = (bytes: Uint8Array, previous: number): number => {
  let crc = ~previous;
  for (const byte of bytes) crc = (CRC32C_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
};

/** Runs over a body piece by piece. */
export class Crc64Nvme {
  #low = 0xffffffff;
  #high = 0xffffffff;

  update(bytes: Uint8Array): void {
    let low = this.#low;
    let high = this.#high;
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] ?? 0);
      high = (high >>> 8) ^ (CRC64_HIGH[index] ?? 0);
    }
    this.#low = low;
    this.#high = high;
  }

  /** Eight bytes, most significant first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#high >>> 0, 0);
    bytes.writeUInt32BE(~this.#low >>> 0, 4);
    return bytes;
  }
}
