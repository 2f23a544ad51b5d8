/** How much of an invocation's log its caller gets. Source: `LogType` of the Invoke API. */
const TAIL_BYTES = 4_096;

/** Keeps the end of a log, never more than the lines that reach into its last 4 KiB. */
export class LogTail {
  #lines: Buffer[] = [];
  #bytes = 0;

  push(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#lines.push(bytes);
    this.#bytes += bytes.length;
    for (let first = this.#lines[0]; first !== undefined; first = this.#lines[0]) {
      if (this.#bytes - first.length < TAIL_BYTES) return;
      this.#lines.shift();
      this.#bytes -= first.length;
    }
  }

  read(): Uint8Array {
    const bytes = Buffer.concat(this.#lines);
    return bytes.subarray(Math.max(bytes.length - TAIL_BYTES, 0));
  }
}
