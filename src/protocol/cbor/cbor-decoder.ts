import { checkDepth, MalformedInput } from "../malformed-input.ts";
import { setOwn } from "../record.ts";

/** A tagged value; tag 1 is a timestamp in seconds. */
export class CborTag {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

const INDEFINITE = Symbol("indefinite length");
const BREAK = Symbol("break");
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes one CBOR item that must fill the bytes: numbers, strings, byte strings, arrays, objects, booleans, null, tags.
 * @throws MalformedInput
 * @see https://www.rfc-editor.org/rfc/rfc8949
 */
export const decodeCbor = (bytes: Uint8Array): unknown => {
  const decoder = new Decoder(bytes);
  const value = decoder.item(0);
  if (!decoder.atEnd) throw new MalformedInput("Bytes follow the CBOR item");
  return value;
};

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.byteLength;
  }

  /** @throws MalformedInput also for a break outside an indefinite length */
  item(depth: number): unknown {
    const value = this.#itemOrBreak(depth);
    if (value === BREAK) throw new MalformedInput("Unexpected CBOR break");
    return value;
  }

  #itemOrBreak(depth: number): unknown {
    checkDepth(depth);
    const [initial = 0] = this.#take(1);
    const major = initial >> 5;
    const info = initial & 0x1f;
    if (major === 7) return this.#simple(info);
    const argument = this.#argument(info);
    switch (major) {
      case 0:
        return definite(argument);
      case 1:
        return -1 - definite(argument);
      case 2:
        return argument === INDEFINITE ? this.#byteChunks(depth) : this.#take(argument);
      case 3:
        return this.#text(argument === INDEFINITE ? this.#byteChunks(depth) : this.#take(argument));
      case 4:
        return this.#array(argument, depth);
      case 5:
        return this.#map(argument, depth);
      default:
        return new CborTag(definite(argument), this.item(depth + 1));
    }
  }

  #argument(info: number): number | typeof INDEFINITE {
    if (info < 24) return info;
    if (info === 31) return INDEFINITE;
    if (info > 27) throw new MalformedInput("Reserved CBOR length");
    const size = 2 ** (info - 24);
    const view = this.#read(size);
    if (size === 1) return view.getUint8(0);
    if (size === 2) return view.getUint16(0);
    return size === 4 ? view.getUint32(0) : Number(view.getBigUint64(0));
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfToNumber(this.#read(2).getUint16(0));
      case 26:
        return this.#read(4).getFloat32(0);
      case 27:
        return this.#read(8).getFloat64(0);
      case 31:
        return BREAK;
      default:
        throw new MalformedInput("Unknown CBOR simple value");
    }
  }

  #array(length: number | typeof INDEFINITE, depth: number): readonly unknown[] {
    const items: unknown[] = [];
    this.#repeat(length, depth, (item) => void items.push(item));
    return items;
  }

  #map(length: number | typeof INDEFINITE, depth: number): Readonly<Record<string, unknown>> {
    const entries: Record<string, unknown> = {};
    this.#repeat(length, depth, (key) => {
      if (typeof key !== "string") throw new MalformedInput("A CBOR map has a key that is no string");
      setOwn(entries, key, this.item(depth + 1));
    });
    return entries;
  }

  /** Reads items as often as the length says or, where there is none, until a break. */
  #repeat(length: number | typeof INDEFINITE, depth: number, use: (item: unknown) => void): void {
    if (length === INDEFINITE) {
      for (let item = this.#itemOrBreak(depth + 1); item !== BREAK; item = this.#itemOrBreak(depth + 1)) use(item);
    } else {
      for (let count = 0; count < length; count += 1) use(this.item(depth + 1));
    }
  }

  #byteChunks(depth: number): Uint8Array {
    const chunks: Uint8Array[] = [];
    this.#repeat(INDEFINITE, depth, (chunk) => {
      if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) throw new MalformedInput("Mixed CBOR chunks");
      chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    });
    return Buffer.concat(chunks);
  }

  #text(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw new MalformedInput("A CBOR string is not UTF-8", { cause });
    }
  }

  #read(size: number): DataView {
    const { byteOffset } = this.#view;
    const start = byteOffset + this.#offset;
    this.#take(size);
    return new DataView(this.#view.buffer, start, size);
  }

  /** Never trusts a length further than the bytes that are there. */
  #take(size: number): Uint8Array {
    const end = this.#offset + size;
    if (end > this.#bytes.byteLength) throw new MalformedInput("The CBOR item ends too early");
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }
}

const definite = (argument: number | typeof INDEFINITE): number => {
  if (argument === INDEFINITE) throw new MalformedInput("A CBOR number has no length");
  return argument;
};

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
const halfToNumber = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
