import type { Readable } from "node:stream";

/** What SQL can carry in and out. Integers beyond 2^53 are not used. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements inside one transaction, or each in its own when called on the Database. */
export interface SqlSession {
  /** All rows of a SELECT (or of a statement with RETURNING). Parameters are positional `?`. */
  all<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]>;
  get<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<Row | undefined>;
  /** @returns how many rows changed */
  run(sql: string, ...parameters: readonly SqlValue[]): Promise<number>;
}

/**
 * The one database. What a resolved `run` or `transaction` wrote survives a power cut.
 * SQL is written so that SQLite and PostgreSQL both take it.
 */
export interface Database extends SqlSession, AsyncDisposable {
  /** Runs `work` alone among writers; rolls back when it throws. Never nest. */
  transaction<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>;
  /** Applies a service's numbered, append-only migrations, each once, in order. */
  migrate(service: string, migrations: readonly Migration[]): Promise<void>;
}

export interface Migration {
  /** Number and name, for example `0001-functions`. Never renamed, never changed once released. */
  readonly name: string;
  readonly sql: string;
}

/** Bytes at rest: immutable, named by their content, so a failed write leaves garbage and never wrong data. */
export interface BlobStore {
  /** Stores bytes durably. Storing the same bytes twice keeps one copy. */
  put(content: Uint8Array | Readable): Promise<Blob>;
  /** @throws when there is no such blob */
  read(sha256: string): Promise<Uint8Array>;
  /** The bytes one after the other; the whole blob is verified as it passes, a range of it is not. */
  open(sha256: string, range?: ByteRange): Readable;
  has(sha256: string): Promise<boolean>;
  /** Removes every blob whose hash is not in `referenced` and that is older than `minAgeMs`; returns how many. */
  collect(referenced: ReadonlySet<string>, minAgeMs: number): Promise<number>;
}

/** A part of a blob, as HTTP counts: the first byte is 0, and `end` is the last that belongs to it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface Blob {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}
