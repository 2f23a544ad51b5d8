/**
 * `node bench/payloads.ts`: invocations that send 1 kB, 100 kB and 6 MB and get them back, and streamed responses: when
 * the first byte is there and how fast the others follow. One client.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format, type Table } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { LoadConnection } from "./load/load-connection.ts";
import { wireRequest } from "./load/wire-request.ts";
import { nodeEcho, nodeStream } from "./samples/payloads.ts";
import { summarize } from "./statistics.ts";
import { echo } from "./targets/floor.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const SIZES = [
  { name: "1 kB", bytes: 1_000, count: 1_000 },
  { name: "100 kB", bytes: 100_000, count: 300 },
  // What Lambda takes and gives at the most, less what JSON needs for itself.
  { name: "6 MB", bytes: 6_000_000, count: 20 },
] as const;
const STREAMS = [
  { name: "1 kB", bytes: 1_000, count: 500 },
  { name: "50 MB", bytes: 50_000_000, count: 20 },
] as const;
/** What comes in one piece has no speed. */
const AT_ONCE_BYTES = 100_000;
/** Of the rounds, for people without time. */
const QUICK_SHARE = 1 / 3;
/** Of all, those that are not counted. */
const WARM_UP_SHARE = 0.2;
/** In which Lambkin and the bare server alternate. */
const ROUNDS = 4;
const MEMORY_MIB = 1_769;

interface Timing {
  readonly firstByteMs: number;
  readonly lastByteMs: number;
}

/** One after the other. @throws unless every answer is a success of at least so many bytes */
const exchange = async (
  port: number,
  requests: readonly Buffer[],
  count: number,
  leastBytes: number,
): Promise<readonly Timing[]> => {
  using connection = await LoadConnection.open(port);
  const timings: Timing[] = [];
  for (let n = 0; n < count; n += 1) {
    const request = requests[n % requests.length];
    if (request === undefined) throw new Error("no request");
    const sentMs = performance.now();
    const { status, bodyBytes, bodyStartedMs, start } = await connection.exchange(request);
    const lastByteMs = performance.now() - sentMs;
    if (status !== 200 || bodyBytes < leastBytes) throw new Error(`the answer was ${status}: ${start}`);
    timings.push({ firstByteMs: bodyStartedMs - sentMs, lastByteMs });
  }
  return timings;
};

const p50 = (timings: readonly Timing[], of: keyof Timing): number => summarize(timings.map((one) => one[of])).p50;

const megabytesPerSecond = (bytes: number, ms: number): number => bytes / 1_000 / ms;

/** What is found is put in here. */
interface Found {
  readonly figures: Record<string, number>;
  readonly samples: Record<string, readonly Timing[]>;
}

const thereAndBack = async (share: number, { figures, samples }: Found): Promise<Table> => {
  await using server = await LambkinServer.start(["--invocation-rate", "0"]);
  await using floor = await echo.start();
  await server.create("echo", nodeEcho, { MemorySize: MEMORY_MIB });
  const rows: (readonly string[])[] = [];
  for (const { name, bytes, count } of SIZES) {
    const payload = JSON.stringify("x".repeat(bytes));
    const aRound = Math.ceil((count * share) / ROUNDS);
    const bare = [wireRequest({ path: "/", headers: {}, body: payload })];
    const signed = server.requests({ functionName: "echo", payload });
    const [ours, floors]: [Timing[], Timing[]] = [[], []];
    const both = [
      { port: server.port, requests: signed, timings: ours },
      { port: floor.port, requests: bare, timings: floors },
    ];
    for (const { port, requests } of both) await exchange(port, requests, Math.ceil(count * WARM_UP_SHARE), bytes);
    await inTurns(both, ROUNDS, async ({ port, requests, timings }) => {
      timings.push(...(await exchange(port, requests, aRound, bytes)));
    });
    const [ms, floorMs] = [p50(ours, "lastByteMs"), p50(floors, "lastByteMs")];
    const p90Ms = summarize(ours.map(({ lastByteMs }) => lastByteMs)).p90;
    rows.push([name, ...[ms, p90Ms, megabytesPerSecond(2 * bytes, ms), floorMs, ms / floorMs].map(format)]);
    Object.assign(figures, { [`payloads.${name}.p50Ms`]: ms, [`payloads.${name}.echoMs`]: floorMs });
    Object.assign(samples, { [name]: ours, [`${name}, echo`]: floors });
  }
  return {
    title: "Payloads there and back, one client",
    head: ["", "p50 ms", "p90 ms", "MB/s", "echo p50 ms", "p50 / echo"],
    rows,
  };
};

const streamed = async (share: number, { figures, samples }: Found): Promise<Table> => {
  await using server = await LambkinServer.start(["--invocation-rate", "0", "--stream-mib-per-second", "0"]);
  await server.create("stream", nodeStream, { MemorySize: MEMORY_MIB });
  const path = "/2021-11-15/functions/stream/response-streaming-invocations";
  const rows: (readonly string[])[] = [];
  for (const { name, bytes, count } of STREAMS) {
    const requests = server.requests({ functionName: "stream", path, payload: JSON.stringify({ bytes }) });
    await exchange(server.port, requests, Math.ceil(count * WARM_UP_SHARE), bytes);
    const timings = await exchange(server.port, requests, Math.ceil(count * share), bytes);
    const [firstByteMs, lastByteMs] = [p50(timings, "firstByteMs"), p50(timings, "lastByteMs")];
    const speed = megabytesPerSecond(bytes, lastByteMs - firstByteMs);
    rows.push([name, ...[firstByteMs, lastByteMs, bytes > AT_ONCE_BYTES ? speed : Number.NaN].map(format)]);
    Object.assign(figures, {
      [`streams.${name}.firstByteMs`]: firstByteMs,
      [`streams.${name}.megabytesPerSecond`]: speed,
    });
    samples[`${name}, streamed`] = timings;
  }
  return {
    title: "Streamed responses, one client",
    head: ["", "first byte p50 ms", "last byte p50 ms", "MB/s"],
    rows,
    note: "Without the pace that Lambda keeps after the first 6 MiB.",
  };
};

await runChapter(async ({ quick }): Promise<Findings> => {
  const share = quick ? QUICK_SHARE : 1;
  const found: Found = { figures: {}, samples: {} };
  return { tables: [await thereAndBack(share, found), await streamed(share, found)], ...found };
});
