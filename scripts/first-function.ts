/**
 * What `./run` does once everything is installed: brings a server up and takes a function through it.
 * Arguments are those of `lambkin start`.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { systemClock } from "../src/base/clock.ts";
import { OperatorError } from "../src/base/operator-error.ts";
import { findServerRecord } from "../src/base/server-record.ts";
import { type ApiAnswer, callApi } from "../src/cli/api-client.ts";
import { homeOfStart } from "../src/cli/server/home-of-start.ts";
import { getRunningServer, type RunningServer } from "../src/cli/running-server.ts";

const LAMBKIN = fileURLToPath(new URL("../bin/lambkin", import.meta.url));
const FUNCTION_NAME = "first-function";
const SLOW_MS = 1_000;
const FUNCTIONS_PATH = "/2015-03-31/functions";
const SOURCE = `export const handler = async (event, context) => {
  console.log("greeting", event.name, "with", context.memoryLimitInMB, "MB");
  return { greeting: \`hello \${event.name}\` };
};
`;

const startArguments = process.argv.slice(2);
const home = homeOfStart(startArguments, process.env);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says what is going on before it is done, and why when it takes long. */
const timed = async <Result>(what: string, work: () => Promise<Result>, whenSlow = ""): Promise<Result> => {
  const startedMs = performance.now();
  process.stdout.write(`  ${what.padEnd(34)} `);
  using _ = systemClock.after(SLOW_MS, () => void process.stdout.write(whenSlow));
  const result = await work();
  say(`${(performance.now() - startedMs).toFixed(1).padStart(8)} ms`);
  return result;
};

const bringUp = async (): Promise<RunningServer> => {
  if (findServerRecord(home) === undefined) {
    const { status } = spawnSync(LAMBKIN, ["start", "--detach", ...startArguments], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  } else say(`A server is running already, with its data in ${home}; it stays as it was started.`);
  return getRunningServer(home);
};

const lambda = (
  server: RunningServer,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body = "",
): Promise<ApiAnswer> =>
  callApi(server, {
    signingName: "lambda",
    method,
    path: `${FUNCTIONS_PATH}${path}`,
    headers: { "content-type": "application/json", "x-amz-log-type": "Tail" },
    body,
  });

const deleteLeftover = async (server: RunningServer): Promise<void> => {
  try {
    await lambda(server, "DELETE", `/${FUNCTION_NAME}`);
  } catch (error) {
    if (!(error instanceof OperatorError) || !error.message.startsWith("ResourceNotFoundException")) throw error;
  }
};

const create = async (server: RunningServer): Promise<void> => {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(SOURCE), "index.mjs");
  archive.end();
  const input = {
    FunctionName: FUNCTION_NAME,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::${server.record.accountId}:role/lambda-execution`,
    Code: { ZipFile: (await buffer(archive.outputStream)).toString("base64") },
  };
  await lambda(server, "POST", "", JSON.stringify(input));
  for (;;) {
    const answer = await lambda(server, "GET", `/${FUNCTION_NAME}/configuration`);
    const { State } = JSON.parse(answer.body) as { readonly State: string };
    if (State !== "Pending") return;
    await systemClock.delay(20);
  }
};

const invoke = (server: RunningServer): Promise<ApiAnswer> =>
  lambda(server, "POST", `/${FUNCTION_NAME}/invocations`, JSON.stringify({ name: "world" }));

const server = await bringUp();
say(`\nThe function ${FUNCTION_NAME}, on Node 24 with 128 MB:\n\n${SOURCE}`);
await deleteLeftover(server);
await timed("create, until it is active", () => create(server), "(fetching the AWS SDK for it, once) ");
const first = await timed("first invocation (cold start)", () => invoke(server));
await timed("second invocation (warm)", () => invoke(server));
await timed("third invocation (warm)", () => invoke(server));
say(`\nIts answer:\n  ${first.body}\n\nThe log of the first invocation:`);
const homeFlag = startArguments.includes("--home") ? ` --home ${home}` : "";
const log = Buffer.from(first.headers.get("x-amz-log-result") ?? "", "base64")
  .toString()
  .trimEnd();
say(log.replaceAll(/^/gm, "  "));
say(`
How to go on:
  eval "$(bin/lambkin env${homeFlag})"                                      point AWS tools in this shell at the server
  aws lambda list-functions                                      any AWS CLI or SDK
  bin/lambkin invoke ${FUNCTION_NAME} --payload '{"name":"you"}'${homeFlag}
  bin/lambkin logs ${FUNCTION_NAME} --follow${homeFlag}
  bin/lambkin stop${homeFlag}
README.md has the first five minutes.`);
