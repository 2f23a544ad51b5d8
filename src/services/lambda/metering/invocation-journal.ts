import { appendFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isoTime } from "../../../base/iso-time.ts";
import type { Logger } from "../../../base/log.ts";
import type { InvocationRecord } from "../invoke/contract.ts";
import { utcDay } from "../model/usage.ts";
import { ByTarget, type InvocationTarget } from "./by-target.ts";
import { PendingLines } from "./pending-lines.ts";
import { qualifierOf } from "./qualifier-of.ts";

/** Lines that memory holds while the disk is full; beyond, new ones are dropped. The sums by day go on. */
const MAX_PENDING_BYTES = 33_554_432;
/** Of one day; some three million invocations. Beyond, lines are dropped, and the sums by day go on. */
const MAX_DAY_BYTES = 1_073_741_824;
const FILE_NAME = /^(\d{4}-\d{2}-\d{2})\.ndjson$/;

/** One line of JSON for each invocation, in a file for each day. Appended without a sync: the sums are what counts. */
export class InvocationJournal {
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #settledParts = new ByTarget(settledPart);
  /** By day, of which there are two at midnight. */
  #lines = new Map<string, PendingLines>();
  readonly #maxDayBytes: number;
  /** The day whose file is full, which is told once. */
  #fullDay: string | undefined;

  /** @param directory made when the first line is written */
  constructor(directory: string, logger: Logger, maxDayBytes: number = MAX_DAY_BYTES) {
    this.#directory = directory;
    this.#logger = logger;
    this.#maxDayBytes = maxDayBytes;
  }

  /** Never waits. */
  add(record: InvocationRecord): void {
    const lines = this.#linesOf(utcDay(record.startedAtMs));
    if (lines.lengthBytes < MAX_PENDING_BYTES) lines.add(lineOf(record, this.#settledParts.get(record)));
  }

  /** Writes what there is. A disk that refuses it is told of in the server's log, and costs these lines. */
  async flush(): Promise<void> {
    const days = this.#lines;
    this.#lines = new Map();
    if (days.size === 0) return;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      for (const [day, { bytes }] of days) await this.#append(day, bytes);
    } catch (error) {
      this.#logger.error({ err: error }, "records of invocations cannot be written, and are lost");
    }
  }

  #linesOf(day: string): PendingLines {
    let lines = this.#lines.get(day);
    if (lines === undefined) {
      lines = new PendingLines();
      this.#lines.set(day, lines);
    }
    return lines;
  }

  async #append(day: string, lines: Uint8Array): Promise<void> {
    const path = join(this.#directory, `${day}.ndjson`);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size < this.#maxDayBytes) return appendFile(path, lines, { mode: 0o600 });
    if (this.#fullDay !== day) this.#logger.warn({ path, bytes: size }, "no more records of invocations for this day");
    this.#fullDay = day;
  }

  /** Removes the files of days before this one. */
  async removeBefore(day: string): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names) {
      const of = FILE_NAME.exec(name)?.[1];
      if (of !== undefined && of < day) await rm(join(this.#directory, name), { force: true });
    }
  }
}

/** The members of every line of one version, between those that change; with its separators. */
const settledPart = ({ functionVersion, invokedFunctionArn }: InvocationTarget): string => {
  const { functionName, version, settings } = functionVersion;
  const { architecture, memoryMiB, ephemeralStorageMiB } = settings;
  const qualifier = qualifierOf(invokedFunctionArn);
  const members = { functionName, version, qualifier, architecture, memoryMiB, ephemeralStorageMiB };
  return `,${JSON.stringify(members).slice(1, -1)},`;
};

/** Put together by hand, which takes a third of the time that an object and its serialization do. */
const lineOf = (record: InvocationRecord, settled: string): string =>
  `{"time":"${isoTime(record.startedAtMs)}","requestId":"${record.requestId}"${settled}` +
  `"durationMs":${thousandths(record.durationMs)},"billedMs":${record.billedMs}` +
  `${optional("initMs", record.initMs)},"maxMemoryMiB":${record.maxMemoryMiB}` +
  `${optional("streamedBytes", record.streamedBytes)}${optional("isProvisioned", record.isProvisioned)}` +
  `,"status":"${record.status}"${optional("errorType", record.errorType)}}\n`;

/** As JSON has it, with three digits behind the point: a fraction's own shortest form takes five times as long. */
const thousandths = (ms: number): string => {
  const micros = Math.round(ms * 1_000);
  return `${Math.floor(micros / 1_000)}.${String(micros % 1_000).padStart(3, "0")}`;
};

const optional = (name: string, value: string | number | boolean | undefined): string =>
  value === undefined ? "" : `,"${name}":${JSON.stringify(value)}`;
