const INITIAL_BYTES = 4_096;
/** Most bytes that a UTF-16 unit takes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Lines that wait to be written, as bytes: so many strings that live so long are what garbage collectors are worst at. */
export class PendingLines {
  #buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;

  /** All that was added; stays as it is. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  get lengthBytes(): number {
    return this.#length;
  }

  add(line: string): void {
    const needed = this.#length + line.length * MAX_BYTES_PER_UNIT;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#length += this.#buffer.write(line, this.#length);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
