import type { KeyPosition } from "./position.ts";

/** How many rows are fetched at once, so that groups of many keys are passed without reading all of them. */
const MAX_BATCH = 1000;

export interface ListRequest<Row, Position extends KeyPosition> {
  readonly prefix: string;
  /** Keys that share all up to this text, beyond the prefix, are shown as one. */
  readonly delimiter: string | undefined;
  /** Most entries and groups together. */
  readonly limit: number;
  readonly start: Position;
  readonly keyOf: (row: Row) => string;
  /** Where to go on after a row. */
  readonly after: (row: Row) => Position;
  /** Where to go on with keys that are not below this one. */
  readonly from: (key: string) => Position;
  /** Rows in order, from a position on and with keys below `end`. */
  readonly fetch: (from: Position, end: string | undefined, limit: number) => Promise<readonly Row[]>;
}

export interface ListPage<Row, Position> {
  readonly rows: readonly Row[];
  /** In order, each ending in the delimiter. */
  readonly commonPrefixes: readonly string[];
  /** The last entry of the page; undefined when it is empty. */
  readonly last:
    | { readonly kind: "row"; readonly row: Row }
    | { readonly kind: "prefix"; readonly prefix: string }
    | undefined;
  /** Where the next page starts; undefined when there is none. */
  readonly next: Position | undefined;
}

/** One page of keys under a prefix, those that share a further prefix folded into one entry. */
export const listPage = async <Row, Position extends KeyPosition>(
  request: ListRequest<Row, Position>,
): Promise<ListPage<Row, Position>> => {
  const { prefix, limit, keyOf, after, from, fetch } = request;
  const end = prefix === "" ? undefined : prefixEnd(prefix);
  const rows: Row[] = [];
  const commonPrefixes: string[] = [];
  let last: ListPage<Row, Position>["last"];
  let position = startWithin(request);
  const page = (next: Position | undefined) => ({ rows, commonPrefixes, last, next });
  if (limit <= 0) return page(undefined);
  for (;;) {
    const batchSize = Math.min(limit + 1, MAX_BATCH);
    const batch = await fetch(position, end, batchSize);
    for (const row of batch) {
      const group = groupOf(request, keyOf(row));
      if (group !== undefined && last?.kind === "prefix" && last.prefix === group) continue;
      if (rows.length + commonPrefixes.length === limit) return page(position);
      if (group === undefined) {
        rows.push(row);
        last = { kind: "row", row };
        position = after(row);
      } else {
        commonPrefixes.push(group);
        last = { kind: "prefix", prefix: group };
        const beyond = prefixEnd(group);
        if (beyond === undefined) return page(undefined);
        position = from(beyond);
      }
    }
    if (batch.length < batchSize) return page(undefined);
  }
};

/** The start, or the beginning of the prefix where the start lies before it. */
const startWithin = <Row, Position extends KeyPosition>(request: ListRequest<Row, Position>): Position => {
  const { prefix, start, from } = request;
  if (compareKeys(start.key, prefix) < 0) return from(prefix);
  // A marker that is a group stands for all of it.
  const isGroup = !start.inclusive && groupOf(request, start.key) === start.key;
  const beyond = isGroup ? prefixEnd(start.key) : undefined;
  return beyond === undefined ? start : from(beyond);
};

const groupOf = <Row, Position extends KeyPosition>(
  { prefix, delimiter }: ListRequest<Row, Position>,
  key: string,
): string | undefined => {
  if (delimiter === undefined) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
};

const FIRST_SURROGATE = 0xd800;
const BEHIND_SURROGATES = 0xe000;
const LAST_CODE_POINT = 0x10ffff;

/** The lowest key above all that begin with a prefix; undefined when there is none. */
export const prefixEnd = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === FIRST_SURROGATE ? BEHIND_SURROGATES : last + 1;
  return String.fromCodePoint(...points, next);
};

/** By the bytes of their UTF-8, as the store orders them. */
const compareKeys = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
