"use strict";

/** More than a platform has; whoever sends others each time fills no memory with them. */
const MAX_KNOWN_NAMES = 64;
/** Names of headers, as they were sent, to lower case, which takes as long as all else of a header. */
const lowerCase = new Map();

const toLowerCase = (name) => {
  const known = lowerCase.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase();
  if (lowerCase.size < MAX_KNOWN_NAMES) lowerCase.set(name, made);
  return made;
};

/**
 * Names in lower case.
 * @param {string} text header lines, each after a line end
 * @returns {Map<string, string>}
 */
const parseHeaders = (text) => {
  const headers = new Map();
  for (let end, at = text.indexOf("\r\n"); at !== -1; at = end) {
    const colon = text.indexOf(":", at);
    end = text.indexOf("\r\n", at + 2);
    if (colon === -1) break;
    headers.set(toLowerCase(text.slice(at + 2, colon)), text.slice(colon + 1, end === -1 ? undefined : end).trim());
  }
  return headers;
};

/**
 * Reads HTTP/1.1 answers from the pieces a socket delivers, one answer at a time.
 * Bodies come with a length or in chunks. A piece may be written over once it was read: what is kept of it is copied.
 */
class HttpResponseReader {
  #head = "";
  #status = 0;
  #headers = undefined;
  #parts = [];
  /** Bytes of the body, or of the current chunk, still to come. */
  #missing = 0;
  #isChunked = false;
  /** Of a chunked body: `size` line, `data`, the line end `after` the data, or the `trailer` lines. */
  #expects = "size";
  #line = "";

  /** True once the first byte of an answer has arrived. */
  get hasBegun() {
    return this.#head !== "" || this.#headers !== undefined;
  }

  /**
   * @param {Buffer} bytes of which those from `start` to `end` are read
   * @returns {{ status: number, headers: Map<string, string>, body: string, end: number } | undefined} once it is whole,
   * with the place in `bytes` where it ended
   */
  read(bytes, start, end) {
    let at = start;
    if (this.#headers === undefined) {
      // Latin-1 keeps one character a byte, so that offsets in the text are offsets in the buffer.
      const before = this.#head.length;
      this.#head += bytes.latin1Slice(at, end);
      const length = this.#head.indexOf("\r\n\r\n");
      if (length === -1) return undefined;
      this.#readHead(this.#head.slice(0, length));
      at += length + 4 - before;
    }
    return this.#isChunked ? this.#readChunks(bytes, at, end) : this.#readLength(bytes, at, end);
  }

  #readHead(text) {
    const endOfLine = text.indexOf("\r\n");
    // `HTTP/1.1 200 OK`
    this.#status = Number(text.slice(9, 12));
    this.#headers = parseHeaders(endOfLine === -1 ? "" : text.slice(endOfLine));
    const encoding = this.#headers.get("transfer-encoding");
    this.#isChunked = encoding !== undefined && /\bchunked\b/i.test(encoding);
    this.#missing = this.#isChunked ? 0 : Number(this.#headers.get("content-length") ?? 0);
  }

  #readLength(bytes, start, end) {
    const endOfBody = start + this.#missing;
    // Most come in one piece, of which no other view is made.
    if (endOfBody <= end && this.#parts.length === 0) return this.#take(bytes.utf8Slice(start, endOfBody), endOfBody);
    this.#missing -= this.#keep(bytes.subarray(start, Math.min(endOfBody, end)));
    return this.#missing > 0 ? undefined : this.#take(this.#join(), endOfBody);
  }

  #readChunks(bytes, start, end) {
    let rest = bytes.subarray(start, end);
    while (rest.length > 0) {
      if (this.#expects === "data") {
        const data = rest.subarray(0, this.#missing);
        this.#missing -= this.#keep(data);
        rest = rest.subarray(data.length);
        if (this.#missing === 0) this.#expects = "after";
        continue;
      }
      const endOfLine = rest.indexOf(10);
      this.#line += rest.latin1Slice(0, endOfLine === -1 ? rest.length : endOfLine);
      if (endOfLine === -1) return undefined;
      rest = rest.subarray(endOfLine + 1);
      const line = this.#line.trim();
      this.#line = "";
      if (this.#expects === "after") this.#expects = "size";
      else if (this.#expects === "trailer" && line === "") return this.#take(this.#join(), end - rest.length);
      else if (this.#expects === "size") {
        this.#missing = Number.parseInt(line, 16);
        this.#expects = this.#missing === 0 ? "trailer" : "data";
      }
    }
    return undefined;
  }

  /** @returns how many bytes they are */
  #keep(bytes) {
    if (bytes.length > 0) this.#parts.push(Buffer.from(bytes));
    return bytes.length;
  }

  #join() {
    return Buffer.concat(this.#parts.splice(0)).toString();
  }

  #take(body, end) {
    const answer = { status: this.#status, headers: this.#headers, body, end };
    this.#head = "";
    this.#headers = undefined;
    this.#expects = "size";
    return answer;
  }
}

module.exports = { HttpResponseReader };
