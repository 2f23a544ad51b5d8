import { invalidRange } from "../exceptions.ts";

/** As HTTP counts: the first byte is 0, and `end` is the last that belongs to it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * The part of an object that a `Range` header asks for.
 * PARITY: a header that makes no sense, or asks for several parts, is as good as none.
 * @throws ServiceException InvalidRange where the object has no such bytes
 */
export const parseRange = (header: string | undefined, sizeBytes: number): ByteRange | undefined => {
  if (header === undefined) return undefined;
  const [, first = "", last = ""] = RANGE.exec(header.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return lastBytes(header, Number(last), sizeBytes);
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= sizeBytes) throw invalidRange(header, sizeBytes);
  return { start, end };
};

const lastBytes = (header: string, count: number, sizeBytes: number): ByteRange => {
  if (count === 0 || sizeBytes === 0) throw invalidRange(header, sizeBytes);
  return { start: Math.max(0, sizeBytes - count), end: sizeBytes - 1 };
};
