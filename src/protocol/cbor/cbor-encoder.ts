import { CborTag } from "./cbor-decoder.ts";

/** Encodes a tree of plain values, with definite lengths and the shortest integers. `undefined` is left out. */
export const encodeCbor = (value: unknown): Uint8Array => {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes();
};

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;
const FALSE = 20;
const TRUE = 21;
const NULL = 22;
const DOUBLE = 27;

class Writer {
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  value(value: unknown): void {
    if (typeof value === "string") this.#text(value);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "boolean") this.#head(MAJOR.simple, value ? TRUE : FALSE);
    else if (value === null || value === undefined) this.#head(MAJOR.simple, NULL);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (value instanceof CborTag) this.#tag(value);
    else if (Array.isArray(value)) this.#array(value);
    else this.#map(value);
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value >= 0) this.#head(MAJOR.unsigned, value);
      else this.#head(MAJOR.negative, -1 - value);
      return;
    }
    this.#reserve(9);
    this.#buffer[this.#length] = (MAJOR.simple << 5) | DOUBLE;
    this.#buffer.writeDoubleBE(value, this.#length + 1);
    this.#length += 9;
  }

  #text(text: string): void {
    const size = Buffer.byteLength(text);
    this.#head(MAJOR.text, size);
    this.#reserve(size);
    this.#buffer.write(text, this.#length);
    this.#length += size;
  }

  #bytes(bytes: Uint8Array): void {
    this.#head(MAJOR.bytes, bytes.byteLength);
    this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  #tag({ tag, value }: CborTag): void {
    this.#head(MAJOR.tag, tag);
    this.value(value);
  }

  #array(items: readonly unknown[]): void {
    this.#head(MAJOR.array, items.length);
    for (const item of items) this.value(item);
  }

  #map(map: object): void {
    const entries = Object.entries(map).filter(([, item]) => item !== undefined);
    this.#head(MAJOR.map, entries.length);
    for (const [key, item] of entries) {
      this.#text(key);
      this.value(item);
    }
  }

  /** Major type and argument in the fewest bytes. */
  #head(major: number, argument: number): void {
    this.#reserve(9);
    const initial = major << 5;
    if (argument < 24) {
      this.#buffer[this.#length] = initial | argument;
      this.#length += 1;
    } else if (argument <= 0xff) {
      this.#buffer[this.#length] = initial | 24;
      this.#length = this.#buffer.writeUInt8(argument, this.#length + 1);
    } else if (argument <= 0xffff) {
      this.#buffer[this.#length] = initial | 25;
      this.#length = this.#buffer.writeUInt16BE(argument, this.#length + 1);
    } else if (argument <= 0xffffffff) {
      this.#buffer[this.#length] = initial | 26;
      this.#length = this.#buffer.writeUInt32BE(argument, this.#length + 1);
    } else {
      this.#buffer[this.#length] = initial | 27;
      this.#length = this.#buffer.writeBigUInt64BE(BigInt(argument), this.#length + 1);
    }
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.byteLength) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.byteLength * 2, this.#length + size));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
