import { MalformedInput } from "../malformed-input.ts";

/** A typed value of an event's header. Bytes and timestamps keep their type by being `Uint8Array` and `Date`. */
export type HeaderValue =
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "byte" | "short" | "integer"; readonly value: number }
  | { readonly type: "long"; readonly value: bigint }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "timestamp"; readonly value: Date }
  | { readonly type: "uuid"; readonly value: string };

/** Headers by name, in the order of the wire. */
export type EventHeaders = ReadonlyMap<string, HeaderValue>;

/** Type numbers on the wire; `true` and `false` are types of their own. */
const TYPE = {
  true: 0,
  false: 1,
  byte: 2,
  short: 3,
  integer: 4,
  long: 5,
  bytes: 6,
  string: 7,
  timestamp: 8,
  uuid: 9,
} as const;

/** @throws RangeError for a name or value too long for its length field */
export const encodeHeaders = (headers: EventHeaders): Buffer =>
  Buffer.concat([...headers].flatMap(([name, header]) => [encodeName(name), encodeValue(header)]));

const encodeName = (name: string): Buffer => {
  const bytes = Buffer.from(name);
  return Buffer.concat([Buffer.from([checkLength(bytes.byteLength, 0xff)]), bytes]);
};

const encodeValue = (header: HeaderValue): Buffer => {
  switch (header.type) {
    case "boolean":
      return Buffer.from([header.value ? TYPE.true : TYPE.false]);
    case "byte":
      return typed(TYPE.byte, 1, (buffer) => buffer.writeInt8(header.value, 1));
    case "short":
      return typed(TYPE.short, 2, (buffer) => buffer.writeInt16BE(header.value, 1));
    case "integer":
      return typed(TYPE.integer, 4, (buffer) => buffer.writeInt32BE(header.value, 1));
    case "long":
      return typed(TYPE.long, 8, (buffer) => buffer.writeBigInt64BE(header.value, 1));
    case "timestamp":
      return typed(TYPE.timestamp, 8, (buffer) => buffer.writeBigInt64BE(BigInt(header.value.getTime()), 1));
    case "uuid":
      return Buffer.concat([Buffer.from([TYPE.uuid]), Buffer.from(header.value.replaceAll("-", ""), "hex")]);
    case "bytes":
      return variable(TYPE.bytes, header.value);
    case "string":
      return variable(TYPE.string, Buffer.from(header.value));
    default:
      return header satisfies never;
  }
};

const typed = (type: number, size: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(1 + size);
  buffer[0] = type;
  write(buffer);
  return buffer;
};

const variable = (type: number, bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(3);
  head[0] = type;
  head.writeUInt16BE(checkLength(bytes.byteLength, 0x7fff), 1);
  return Buffer.concat([head, bytes]);
};

const checkLength = (length: number, limit: number): number => {
  if (length > limit) throw new RangeError(`an event header of ${length} bytes exceeds ${limit}`);
  return length;
};

/** @throws MalformedInput */
export const decodeHeaders = (bytes: Buffer): EventHeaders => {
  const headers = new Map<string, HeaderValue>();
  let offset = 0;
  while (offset < bytes.byteLength) {
    const nameEnd = offset + 1 + readChecked(bytes, offset, 1).readUInt8();
    const name = readChecked(bytes, offset + 1, nameEnd - offset - 1).toString();
    const type = readChecked(bytes, nameEnd, 1).readUInt8();
    const [header, size] = decodeValue(type, bytes, nameEnd + 1);
    headers.set(name, header);
    offset = nameEnd + 1 + size;
  }
  return headers;
};

const decodeValue = (type: number, bytes: Buffer, offset: number): readonly [HeaderValue, number] => {
  const read = (size: number): Buffer => readChecked(bytes, offset, size);
  switch (type) {
    case TYPE.true:
    case TYPE.false:
      return [{ type: "boolean", value: type === TYPE.true }, 0];
    case TYPE.byte:
      return [{ type: "byte", value: read(1).readInt8() }, 1];
    case TYPE.short:
      return [{ type: "short", value: read(2).readInt16BE() }, 2];
    case TYPE.integer:
      return [{ type: "integer", value: read(4).readInt32BE() }, 4];
    case TYPE.long:
      return [{ type: "long", value: read(8).readBigInt64BE() }, 8];
    case TYPE.timestamp:
      return [{ type: "timestamp", value: new Date(Number(read(8).readBigInt64BE())) }, 8];
    case TYPE.uuid:
      return [{ type: "uuid", value: formatUuid(read(16).toString("hex")) }, 16];
    case TYPE.bytes:
    case TYPE.string: {
      const size = read(2).readUInt16BE();
      const value = readChecked(bytes, offset + 2, size);
      return [type === TYPE.bytes ? { type: "bytes", value } : { type: "string", value: value.toString() }, 2 + size];
    }
    default:
      throw new MalformedInput(`Unknown event header type ${type}`);
  }
};

const readChecked = (bytes: Buffer, offset: number, size: number): Buffer => {
  if (offset + size > bytes.byteLength) throw new MalformedInput("The event's headers end too early");
  return bytes.subarray(offset, offset + size);
};

const formatUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
