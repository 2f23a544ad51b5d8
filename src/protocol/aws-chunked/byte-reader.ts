const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING: Uint8Array = new Uint8Array();

/** Reads lines and counted bytes from pieces that arrive as they please. Holds one piece and at most one line. */
export class ByteReader implements AsyncDisposable {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = NOTHING;
  #isOver = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /**
   * One line without its end.
   * @param maxBytes of the line, a carriage return at its end included
   * @returns undefined when the line is longer, or when the source ends before the line does
   */
  async readLine(maxBytes: number): Promise<string | undefined> {
    let line = "";
    while (await this.#fill()) {
      const end = this.#piece.indexOf(LINE_FEED);
      const part = end < 0 ? this.#piece : this.#piece.subarray(0, end);
      if (line.length + part.length > maxBytes) return undefined;
      line += Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("latin1");
      this.#piece = end < 0 ? NOTHING : this.#piece.subarray(end + 1);
      if (end >= 0) return line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.slice(0, -1) : line;
    }
    return undefined;
  }

  /** At least one and at most `maxBytes` bytes; empty when the source is over. */
  async readSome(maxBytes: number): Promise<Uint8Array> {
    if (!(await this.#fill())) return NOTHING;
    const bytes = this.#piece.subarray(0, maxBytes);
    this.#piece = this.#piece.subarray(bytes.length);
    return bytes;
  }

  /** Whether every byte of the source has been read. */
  async isOver(): Promise<boolean> {
    return !(await this.#fill());
  }

  /** Tells the source that nothing more will be read. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0 && !this.#isOver) {
      const next = await this.#source.next();
      if (next.done) this.#isOver = true;
      else this.#piece = next.value;
    }
    return this.#piece.length > 0;
  }
}
