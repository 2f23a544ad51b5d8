/**
 * Largest log event, in bytes. Longer lines are cut into several.
 * Source: CloudWatch Logs quotas, 256 KB of which each event costs 26 bytes of its own.
 */
export const MAX_EVENT_BYTES = 262_144 - 26;

const LINE_FEED = 0x0a;

/**
 * Turns what a process writes into lines, one log event each. Holds back an unfinished line, and never more than
 * one event of it. Bytes that are no UTF-8 become U+FFFD. A carriage return inside a line is a line feed that belongs
 * to the event: that is how runtimes write a message of several lines as one.
 */
export class LineSplitter {
  #unfinished: Buffer[] = [];
  #unfinishedBytes = 0;

  /** @returns the lines that ended with this chunk */
  push(chunk: Buffer): readonly string[] {
    const lastLineFeed = chunk.lastIndexOf(LINE_FEED);
    if (lastLineFeed < 0) return withLineFeeds(this.#holdBack(chunk));
    // No byte of a multi-byte character is a line feed, so whole lines can be decoded at once and split as text.
    const whole = this.#join(chunk.subarray(0, lastLineFeed));
    const lines = whole.length <= MAX_EVENT_BYTES ? whole.toString().split("\n") : cutLongLines(whole);
    const begun = this.#holdBack(chunk.subarray(lastLineFeed + 1));
    return withLineFeeds(begun.length === 0 ? lines : [...lines, ...begun]);
  }

  /** @returns the unfinished line, if there is one */
  flush(): readonly string[] {
    return withLineFeeds(this.#unfinishedBytes === 0 ? [] : [this.#join(Buffer.alloc(0)).toString()]);
  }

  #holdBack(bytes: Buffer): readonly string[] {
    if (bytes.length === 0) return [];
    this.#unfinished.push(bytes);
    this.#unfinishedBytes += bytes.length;
    // Joined now and then, so that a process that writes byte by byte is not kept in as many buffers.
    if (this.#unfinished.length >= 64) this.#unfinished = [Buffer.concat(this.#unfinished)];
    if (this.#unfinishedBytes <= MAX_EVENT_BYTES) return [];
    const pieces = cutLine(this.#join(Buffer.alloc(0)));
    const last = pieces.pop() ?? Buffer.alloc(0);
    this.#unfinished = [last];
    this.#unfinishedBytes = last.length;
    return pieces.map((piece) => piece.toString());
  }

  #join(bytes: Buffer): Buffer {
    if (this.#unfinishedBytes === 0) return bytes;
    const joined = Buffer.concat([...this.#unfinished, bytes]);
    this.#unfinished = [];
    this.#unfinishedBytes = 0;
    return joined;
  }
}

const withLineFeeds = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => line.includes("\r"))
    ? lines.map((line) => line.replaceAll("\r", "\n").replace(/\n+$/, ""))
    : lines;

const cutLongLines = (bytes: Buffer): string[] => {
  const lines: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    for (const piece of cutLine(bytes.subarray(start, end))) lines.push(piece.toString());
    start = end + 1;
  }
  return lines;
};

/** Cuts between characters; at least one piece. */
const cutLine = (line: Buffer): Buffer[] => {
  const pieces: Buffer[] = [];
  let rest = line;
  while (rest.length > MAX_EVENT_BYTES) {
    const end = characterStart(rest, MAX_EVENT_BYTES);
    pieces.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  pieces.push(rest);
  return pieces;
};

/** Steps back over at most three continuation bytes; more of them are no UTF-8 anyway. */
const characterStart = (bytes: Buffer, index: number): number => {
  let start = index;
  while (start > index - 3 && isContinuation(bytes[start])) start -= 1;
  return isContinuation(bytes[start]) ? index : start;
};

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
