import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const HELLO = `exports.handler = async () => "hello";`;
const LOOKING = `exports.handler = async () => {
  const answers = ["/_lambkin/cost", "/metrics"].map((path) => fetch(process.env.AWS_ENDPOINT_URL + path));
  return (await Promise.all(answers)).map(({ status }) => status);
};`;

const cost = async (server: TestServer, args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(LAMBKIN, ["cost", ...args], { env: server.environment });
  return stdout;
};

describe("lambkin cost", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  const invoke = (FunctionName: string) => lambda.send(new InvokeCommand({ FunctionName, LogType: "Tail" }));

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, "hello", HELLO, { Tags: { team: "blue" } });
    await invoke("hello");
    await invoke("hello");
  });

  test("sums up what ran, with AWS's prices", async () => {
    const report = JSON.parse(await cost(server, ["--json"]));
    assert.equal(report.currency, "USD");
    const [group] = report.groups;
    assert.deepEqual([group.name, group.invocations, group.errors], ["hello", 2, 0]);
    const [line] = report.lines;
    const expected = 2 * 0.2e-6 + (line.usage.billedMs / 1_000) * 0.125 * 0.0000166667;
    assert.equal(group.cost.toFixed(12), expected.toFixed(12));
  });

  test("tells apart by tag, and writes CSV and FOCUS", async () => {
    const byTag = await cost(server, ["--by", "tag", "--tag", "team", "--csv"]);
    assert.match(byTag, /^Name,Invocations,.*\r\nblue,2,0,/);
    const focus = (await cost(server, ["--focus"])).trimEnd().split("\r\n");
    assert.match(focus[0] ?? "", /^BilledCost,BillingAccountId,/);
    assert.equal(focus.length, 3, "one row for requests, one for their duration");
  });

  test("has a record for each invocation", () => {
    const directory = join(server.home, "usage");
    const lines = readdirSync(directory).flatMap((name) =>
      readFileSync(join(directory, name), "utf8").trimEnd().split("\n"),
    );
    const records = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ functionName, status, memoryMiB }) => ({ functionName, status, memoryMiB })),
      [
        { functionName: "hello", status: "success", memoryMiB: 128 },
        { functionName: "hello", status: "success", memoryMiB: 128 },
      ],
    );
  });
});

describe("a budget", () => {
  test("refuses invocations once it is spent, also after a new start", async () => {
    using directory = temporaryDirectory();
    const prices = join(directory.path, "prices.json");
    writeFileSync(prices, JSON.stringify({ currency: "EUR", perMillionRequests: 1_000_000 }));
    const args = ["--prices", prices, "--monthly-budget", "1.5", "--budget-action", "throttle"];
    await using server = await TestServer.start({ args });
    const lambda = new LambdaClient(server.clientOptions);
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: "hello", LogType: "Tail" }));
    await createNodeFunction(lambda, "hello", HELLO);
    await invoke();
    await invoke();
    assert.match(await cost(server, []), /^budget of \d{4}-\d{2}: 2\.00 of 1\.50 EUR spent$/m);
    await assert.rejects(invoke(), { name: "TooManyRequestsException" });
    await server.kill();
    await server.start();
    lambda.destroy();
    const again = new LambdaClient(server.clientOptions);
    await assert.rejects(again.send(new InvokeCommand({ FunctionName: "hello" })), {
      name: "TooManyRequestsException",
    });
    again.destroy();
  });
});

describe("reports of cost", () => {
  test("are not for functions, nor for callers without a signature", async () => {
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "looking", LOOKING, { Timeout: 10 });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "looking" }));
    assert.deepEqual(JSON.parse(textOf(Payload)), [404, 403]);
    assert.equal((await fetch(`${server.endpoint}/_lambkin/cost`)).status, 403);
    lambda.destroy();
  });
});
