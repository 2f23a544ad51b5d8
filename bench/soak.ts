/**
 * `node bench/soak.ts [--minutes N]`: uses a server in every way at once, kills it twice, uses it on, and looks at what
 * it holds whenever it is at rest. Exits with 1 when something was left behind, grew or was answered wrongly.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { TestServer } from "../test/support/server.ts";
import { createFunctions, type UrlIds } from "./soak/functions.ts";
import { findGrowth } from "./soak/growth.ts";
import { hostHoldings } from "./soak/host-holdings.ts";
import { Inspector, INSPECTABLE } from "./soak/inspector.ts";
import { type Load, LOADS } from "./soak/loads.ts";
import { ResidentMemory } from "./soak/resident-memory.ts";
import { printRests, printTally } from "./soak/report.ts";
import { type Holdings, rest } from "./soak/rest.ts";
import { ageBlobs, findOrphanBlobs, findOrphanRows } from "./soak/rows.ts";
import { runLoads, type Tally } from "./soak/run-loads.ts";
import { Site } from "./soak/site.ts";

const KILLS = 2;
/** Of the life that ends in order; a rest follows each. */
const ROUNDS = 6;
/** Rests, the last ones, at which objects are counted by their class. */
const COUNTED = 3;
/** Environments end soon after the last use, so that a rest is short. */
const SETTINGS = ["--idle-seconds", "3", "--prepared-sandboxes", "2"];
const COLLECTING_MS = 10_000;
const LINES_SHOWN = 20;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "3" } } });
const stretchMs = (Number(values.minutes) * 60_000) / (KILLS + ROUNDS);
const tally: Tally = new Map();
const problems: string[] = [];
let residentMemory = "";
const later = LOADS.filter(({ onlyAtFirst }) => onlyAtFirst !== true);

/** A stretch of use that a kill ends in the middle. */
const liveAndDie = async (server: TestServer, urls: UrlIds, loads: readonly Load[]): Promise<void> => {
  using site = new Site(server, urls);
  const stop = new AbortController();
  const running = runLoads(loads, site, tally, { signal: stop.signal, isEnding: () => stop.signal.aborted });
  await sleep(stretchMs);
  stop.abort();
  noteErrors(server);
  await server.kill();
  await running;
};

/** Stretches of use with a rest behind each, and one before. */
const liveAndRest = async (server: TestServer, urls: UrlIds): Promise<readonly Holdings[]> => {
  using inspector = await Inspector.open(server);
  using memory = new ResidentMemory(server.record.processId);
  const rests: Holdings[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    if (round > 0) {
      using site = new Site(server, urls);
      await runLoads(later, site, tally, { signal: AbortSignal.timeout(stretchMs), isEnding: () => false });
    }
    using site = new Site(server, urls);
    const countsObjects = round > ROUNDS - COUNTED;
    if (round > 0 && round === ROUNDS - COUNTED + 1) residentMemory = memory.description;
    rests.push(await rest(server, site, { inspector, countsObjects }));
    if (round === 1) memory.beginAnew();
  }
  return rests;
};

const noteErrors = (server: TestServer): void => {
  const lines = server.errors.split("\n").filter((line) => /"level":(50|60|"error"|"fatal")/.test(line));
  problems.push(...lines.map((line) => `the server logged ${line}`));
};

/** Starts once more to see that what nobody refers to is collected, and stops for good. */
const stopForGood = async (server: TestServer): Promise<void> => {
  noteErrors(server);
  if ((await server.stop()) !== 0) problems.push(`the server ended badly: ${server.errors}`);
  problems.push(...findOrphanRows(server.home));
  ageBlobs(server.home);
  await server.start();
  const deadline = Date.now() + COLLECTING_MS;
  while (findOrphanBlobs(server.home).length > 0 && Date.now() < deadline) await sleep(200);
  problems.push(...findOrphanBlobs(server.home));
  await server.stop();
  const left = await hostHoldings(server.home, undefined);
  for (const [what, count] of Object.entries(left))
    if (count > 0) problems.push(`${count} ${what} are left when the server has ended`);
};

const prepare = async (server: TestServer): Promise<UrlIds> => {
  using site = new Site(server, { buffered: "", streamed: "" });
  return await createFunctions(site.lambda, site.s3);
};

const soak = async (): Promise<void> => {
  process.env["NODE_OPTIONS"] = INSPECTABLE;
  await using server = await TestServer.start({ args: SETTINGS });
  const urls = await prepare(server);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await liveAndDie(server, urls, kill === 0 ? LOADS : later);
    await server.start();
  }
  const rests = await liveAndRest(server, urls);
  await stopForGood(server);
  printTally(tally);
  printRests(rests);
  console.log(`\nResident memory after the first rest and before objects are counted: ${residentMemory}`);
  problems.push(...findGrowth(rests.slice(1)));
};

await soak();
for (const [name, { unexpected }] of tally) problems.push(...unexpected.map((message) => `${name}: ${message}`));
console.log(problems.length === 0 ? "\nNothing is left behind." : `\n${problems.length} problems:`);
for (const problem of problems.slice(0, LINES_SHOWN)) console.log(`  ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
