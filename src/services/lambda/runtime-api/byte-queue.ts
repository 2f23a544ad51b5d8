/** Heads of requests are shorter, nearly always: they are found by one look at so many bytes. */
const NEAR_BYTES = 1_024;

/**
 * Bytes that arrived and were not read yet. A chunk that arrives when the queue is empty is kept as it is,
 * so that a request that arrives whole is never copied; later ones are copied into a growing buffer,
 * so that a client that sends byte by byte costs no more than it sends.
 */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #ownsBytes = false;

  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#ownsBytes = false;
      return;
    }
    this.#reserve(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /**
   * Finds a short byte sequence.
   * @param from where to begin, counted from the first unread byte
   * @returns its distance from the first unread byte, or -1
   */
  indexOf(sequence: string, from: number): number {
    const found = this.#bytes.subarray(0, this.#end).indexOf(sequence, this.#start + from, "latin1");
    return found < 0 ? -1 : found - this.#start;
  }

  /**
   * Takes out as text what comes before a mark, and the mark, if it is near.
   * @param mark of ASCII characters
   */
  takeNearText(mark: string): string | undefined {
    const text = this.#bytes.toString("latin1", this.#start, Math.min(this.#start + NEAR_BYTES, this.#end));
    const found = text.indexOf(mark);
    if (found < 0) return undefined;
    this.#start += found + mark.length;
    return text.slice(0, found);
  }

  startsWithLineEnd(): boolean {
    return this.length >= 2 && this.#bytes[this.#start] === 0x0d && this.#bytes[this.#start + 1] === 0x0a;
  }

  /** Takes `length` bytes out as text. */
  takeLatin1(length: number): string {
    const text = this.#bytes.toString("latin1", this.#start, this.#start + length);
    this.skip(length);
    return text;
  }

  /** Takes up to `length` bytes out. They stay as they are: what was taken is never written over. */
  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#start, Math.min(this.#start + length, this.#end));
    this.skip(taken.length);
    return taken;
  }

  skip(length: number): void {
    this.#start += length;
  }

  #reserve(more: number): void {
    if (this.#ownsBytes && this.#end + more <= this.#bytes.length) return;
    const unread = this.#bytes.subarray(this.#start, this.#end);
    const larger = Buffer.allocUnsafe(Math.max((unread.length + more) * 2, 1024));
    unread.copy(larger);
    this.#bytes = larger;
    this.#end = unread.length;
    this.#start = 0;
    this.#ownsBytes = true;
  }
}
