import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

/** In the manner of AWS's samples: a shell script in extensions/ starts a program beside it. */
const LAUNCHER = `#!/bin/bash
set -euo pipefail
exec "/opt/listener/index.js"
`;

const LISTENER = `#!/usr/bin/env node
const http = require("http");
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API;
const got = [];
http.createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => { got.push(...JSON.parse(body).map(({ type }) => type)); response.end("OK"); });
}).listen(4243, "sandbox.localdomain");
(async () => {
  const { headers } = await fetch(api + "/2020-01-01/extension/register", {
    method: "POST", headers: { "Lambda-Extension-Name": "listener" }, body: JSON.stringify({ events: ["INVOKE", "SHUTDOWN"] }),
  });
  const asMe = { "Lambda-Extension-Identifier": headers.get("lambda-extension-identifier") };
  await fetch(api + "/2022-07-01/telemetry", { method: "PUT", headers: asMe, body: JSON.stringify({
    schemaVersion: "2022-07-01", types: ["platform"], buffering: { timeoutMs: 25 },
    destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:4243" },
  }) });
  for (;;) {
    const event = await (await fetch(api + "/2020-01-01/extension/event/next", { headers: asMe })).json();
    console.log("listener heard of " + event.eventType);
    if (event.eventType !== "SHUTDOWN") continue;
    // Of two invocations.
    while (got.filter((type) => type === "platform.report").length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    console.log("listener got " + got.join(" "));
    process.exit(0);
  }
})();
`;

/** The same in Python, which the sandbox shows under the names that scripts ask for. */
const PYTHON_EXTENSION = `#!/usr/bin/env python3
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2020-01-01/extension"
body = json.dumps({"events": ["INVOKE", "SHUTDOWN"]}).encode()
answer = urllib.request.urlopen(urllib.request.Request(api + "/register", body, {"Lambda-Extension-Name": "pythonic"}))
headers = {"Lambda-Extension-Identifier": answer.headers["Lambda-Extension-Identifier"]}
while True:
    event = json.load(urllib.request.urlopen(urllib.request.Request(api + "/event/next", headers=headers)))
    print("pythonic heard of", event["eventType"], flush=True)
    if event["eventType"] == "SHUTDOWN":
        break
`;

describe("extensions from layers", () => {
  let lambda: LambdaClient;
  let logs: CloudWatchLogsClient;

  serveTests((server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    logs = open(new CloudWatchLogsClient(server.clientOptions));
  });

  const publish = async (LayerName: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const modes = Object.fromEntries(Object.keys(files).map((name) => [name, 0o100755]));
    const ZipFile = await zip(files, modes);
    const { LayerVersionArn } = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }));
    return LayerVersionArn ?? assert.fail("the layer version has no ARN");
  };

  const linesOf = async (functionName: string): Promise<readonly string[]> => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}` }),
    );
    return events.map(({ message = "" }) => message.trimEnd());
  };

  /** What is in the log in the end, which comes when the environment has ended. */
  const linesOnceThereIs = async (functionName: string, start: string): Promise<readonly string[]> => {
    let lines: readonly string[] = [];
    await eventually(async () => (lines = await linesOf(functionName)).some((line) => line.startsWith(start)));
    return lines;
  };

  test("run beside the function, hear of it, and get its telemetry", async () => {
    const Layers = [await publish("listener", { "extensions/listener": LAUNCHER, "listener/index.js": LISTENER })];
    await createNodeFunction(lambda, "watched", "exports.handler = async () => 'hello';", { Layers, MemorySize: 256 });
    // Log tails come when the extension, too, is done with the invocation.
    const watched = new InvokeCommand({ FunctionName: "watched", LogType: "Tail" });
    assert.equal(textOf((await lambda.send(watched)).Payload), '"hello"');
    await lambda.send(watched);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "watched" }));
    const lines = await linesOnceThereIs("watched", "listener got");
    assert(lines.includes("TELEMETRY\tName: listener\tState: Subscribed\tTypes: [Platform]"));
    assert(lines.includes("EXTENSION\tName: listener\tState: Ready\tEvents: [INVOKE,SHUTDOWN]"));
    assert.equal(lines.filter((line) => line === "listener heard of INVOKE").length, 2);
    assert.equal(
      lines.at(-1),
      "listener got platform.initStart platform.telemetrySubscription platform.initRuntimeDone platform.extension " +
        "platform.initReport platform.start platform.runtimeDone platform.report platform.start platform.runtimeDone " +
        "platform.report",
    );
  });

  test("run in Python", async () => {
    const Layers = [await publish("pythonic", { "extensions/pythonic": PYTHON_EXTENSION })];
    const Code = { ZipFile: await zip({ "app.py": "def handler(event, context):\n  return 'hello'\n" }) };
    const settings = { Layers, Code, Runtime: PYTHON as Runtime, Handler: "app.handler" };
    await createNodeFunction(lambda, "pythonic", "", settings);
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "pythonic" }));
    assert.equal(textOf(Payload), '"hello"');
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "pythonic" }));
    const lines = await linesOnceThereIs("pythonic", "pythonic heard of SHUTDOWN");
    assert(lines.includes("pythonic heard of INVOKE"));
  });

  test("fail the function when they fail", async () => {
    const Layers = [await publish("broken", { "extensions/broken": "#!/bin/sh\nexit 1\n" })];
    await createNodeFunction(lambda, "unwatched", "exports.handler = async () => 'hello';", { Layers });
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: "unwatched" }));
    assert.equal(FunctionError, "Unhandled");
    assert.match(textOf(Payload), /"errorType":"Extension.Crash","errorMessage":"RequestId: .* Error: exit status 1"/);
  });
});
