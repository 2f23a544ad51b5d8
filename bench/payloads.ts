/**
 * `node bench/payloads.ts`: invocations that send 1 kB, 100 kB and 6 MB and get them back, and streamed responses: when
 * the first byte is there and how fast the others follow. One client.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { LoadConnection } from "./load/load-connection.ts";
import { wireRequest } from "./load/wire-request.ts";
import { nodeEcho, nodeStream, STREAMED_BYTES } from "./samples/payloads.ts";
import { summarize } from "./statistics.ts";
import { echo } from "./targets/floor.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const SIZES = [
  { name: "1 kB", bytes: 1_000, count: 1_000 },
  { name: "100 kB", bytes: 100_000, count: 300 },
  // What Lambda takes and gives at the most, less what JSON needs for itself.
  { name: "6 MB", bytes: 6_000_000, count: 20 },
] as const;
const STREAMS = 30;
const WARM_UP_SHARE = 0.1;
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
  const warmUp = Math.ceil(count * WARM_UP_SHARE);
  for (let n = 0; n < count + warmUp; n += 1) {
    const request = requests[n % requests.length];
    if (request === undefined) throw new Error("no request");
    const sentMs = performance.now();
    const { status, bodyBytes, bodyStartedMs, start } = await connection.exchange(request);
    const lastByteMs = performance.now() - sentMs;
    if (status !== 200 || bodyBytes < leastBytes) throw new Error(`the answer was ${status}: ${start}`);
    if (n >= warmUp) timings.push({ firstByteMs: bodyStartedMs - sentMs, lastByteMs });
  }
  return timings;
};

const p50 = (timings: readonly Timing[], of: keyof Timing): number => summarize(timings.map((one) => one[of])).p50;

const megabytesPerSecond = (bytes: number, ms: number): number => bytes / 1_000 / ms;

await runChapter(async ({ quick }): Promise<Findings> => {
  await using server = await LambkinServer.start(["--invocation-rate", "0", "--stream-mib-per-second", "0"]);
  await using floor = await echo.start();
  await server.create("echo", nodeEcho, { MemorySize: MEMORY_MIB });
  await server.create("stream", nodeStream, { MemorySize: MEMORY_MIB });
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  const samples: Record<string, readonly Timing[]> = {};
  for (const { name, bytes, count } of SIZES) {
    const payload = JSON.stringify("x".repeat(bytes));
    const times = quick ? Math.ceil(count / 3) : count;
    const bare = [wireRequest({ path: "/", headers: {}, body: payload })];
    const signed = server.requests({ functionName: "echo", payload });
    const [ours, floors] = [
      await exchange(server.port, signed, times, bytes),
      await exchange(floor.port, bare, times, bytes),
    ];
    const [ms, floorMs] = [p50(ours, "lastByteMs"), p50(floors, "lastByteMs")];
    const p99Ms = summarize(ours.map(({ lastByteMs }) => lastByteMs)).p99;
    rows.push([
      `${name} there and back`,
      ...[ms, p99Ms, megabytesPerSecond(2 * bytes, ms), floorMs, ms / floorMs].map(format),
    ]);
    figures[`payloads.${name}.p50Ms`] = ms;
    figures[`payloads.${name}.echoMs`] = floorMs;
    Object.assign(samples, { [name]: ours, [`${name}, echo`]: floors });
  }
  const path = "/2021-11-15/functions/stream/response-streaming-invocations";
  const requests = server.requests({ functionName: "stream", path });
  const streams = await exchange(server.port, requests, quick ? 10 : STREAMS, STREAMED_BYTES);
  const [firstByteMs, lastByteMs] = [p50(streams, "firstByteMs"), p50(streams, "lastByteMs")];
  figures["payloads.stream.firstByteMs"] = firstByteMs;
  figures["payloads.stream.megabytesPerSecond"] = megabytesPerSecond(STREAMED_BYTES, lastByteMs - firstByteMs);
  samples["stream"] = streams;
  return {
    tables: [
      {
        title: "Payloads, one client",
        head: ["", "p50 ms", "p99 ms", "MB/s", "echo p50 ms", "p50 / echo"],
        rows,
      },
      {
        title: "Streamed responses, one client",
        head: ["", "first byte p50 ms", "last byte p50 ms", "MB/s"],
        rows: [
          [
            `${STREAMED_BYTES / 1_000_000} MB`,
            ...[firstByteMs, lastByteMs, megabytesPerSecond(STREAMED_BYTES, lastByteMs - firstByteMs)].map(format),
          ],
        ],
        note: "Without the pace that Lambda keeps after the first 6 MiB.",
      },
    ],
    figures,
    samples,
  };
});
