"use strict";

/** Headers of one answer, which are looked for only when somebody asks: most say nothing new. */
class Headers {
  #text;
  #lowerCase;

  /** @param {string} text header lines, each after a line end */
  constructor(text) {
    this.#text = text;
    this.#lowerCase = text.toLowerCase();
  }

  /** @param {string} name in lower case */
  get(name) {
    const at = this.#lowerCase.indexOf(`\r\n${name}:`);
    if (at === -1) return undefined;
    const start = at + name.length + 3;
    const end = this.#text.indexOf("\r\n", start);
    return this.#text.slice(start, end === -1 ? undefined : end).trim();
  }
}

/**
 * Reads HTTP/1.1 answers from the pieces a socket delivers, one answer at a time: what lies behind it is given back.
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
   * @param {Buffer} bytes
   * @returns {{ status: number, headers: Headers, body: string, rest: Buffer } | undefined} once it is whole, with the
   * bytes behind it
   */
  read(bytes) {
    let rest = bytes;
    if (this.#headers === undefined) {
      // Latin-1 keeps one character a byte, so that offsets in the text are offsets in the buffer.
      const before = this.#head.length;
      this.#head += bytes.latin1Slice(0, bytes.length);
      const end = this.#head.indexOf("\r\n\r\n");
      if (end === -1) return undefined;
      this.#readHead(this.#head.slice(0, end));
      rest = bytes.subarray(end + 4 - before);
    }
    const behind = this.#isChunked ? this.#readChunks(rest) : this.#readLength(rest);
    return behind === undefined ? undefined : this.#take(behind);
  }

  #readHead(text) {
    const endOfLine = text.indexOf("\r\n");
    // `HTTP/1.1 200 OK`
    this.#status = Number(text.slice(9, 12));
    this.#headers = new Headers(endOfLine === -1 ? "" : text.slice(endOfLine));
    this.#isChunked = /\bchunked\b/i.test(this.#headers.get("transfer-encoding") ?? "");
    this.#missing = this.#isChunked ? 0 : Number(this.#headers.get("content-length") ?? 0);
  }

  /** Returns what lies behind the body, once that is whole. */
  #readLength(bytes) {
    if (bytes.length < this.#missing) {
      this.#missing -= bytes.length;
      if (bytes.length > 0) this.#parts.push(Buffer.from(bytes));
      return undefined;
    }
    this.#parts.push(bytes.subarray(0, this.#missing));
    return bytes.subarray(this.#missing);
  }

  /** Returns what lies behind the body, once that is whole. */
  #readChunks(bytes) {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#expects === "data") {
        const data = rest.subarray(0, this.#missing);
        this.#parts.push(Buffer.from(data));
        this.#missing -= data.length;
        rest = rest.subarray(data.length);
        if (this.#missing === 0) this.#expects = "after";
        continue;
      }
      const end = rest.indexOf(10);
      this.#line += rest.latin1Slice(0, end === -1 ? rest.length : end);
      if (end === -1) return undefined;
      rest = rest.subarray(end + 1);
      const line = this.#line.trim();
      this.#line = "";
      if (this.#expects === "after") this.#expects = "size";
      else if (this.#expects === "trailer" && line === "") return rest;
      else if (this.#expects === "size") {
        this.#missing = Number.parseInt(line, 16);
        this.#expects = this.#missing === 0 ? "trailer" : "data";
      }
    }
    return undefined;
  }

  #take(rest) {
    const answer = {
      status: this.#status,
      headers: this.#headers,
      body: this.#parts.length === 1 ? this.#parts[0].toString() : Buffer.concat(this.#parts).toString(),
      rest,
    };
    this.#head = "";
    this.#headers = undefined;
    this.#parts = [];
    this.#expects = "size";
    return answer;
  }
}

module.exports = { HttpResponseReader };
