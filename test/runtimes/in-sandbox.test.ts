import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient, type Runtime } from "@aws-sdk/client-lambda";
import { buildFunction, cannotBuild, type SampleFunction } from "../support/build-function.ts";
import { createFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { NO_RUBY } from "../support/test-ruby.ts";
import { PYTHON, testRuntimes } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

const SKIP = {
  nodejs: await cannotBuild("nodejs-interface-client"),
  python: await cannotBuild("python-interface-client"),
  go: await cannotBuild("go"),
  rust: await cannotBuild("rust"),
  java: await cannotBuild("java"),
};
/** A Python that must be shown at /var/lang, if the host has one. */
const PYTHON_ELSEWHERE = (await testRuntimes.list()).find(
  ({ family, status, source }) => family === "python" && status === "ready" && source?.startsWith("/usr/") === false,
)?.identifier;

interface Traced {
  readonly traceId: string;
  readonly childs: string;
  readonly isByLibrary: boolean;
}

describe("Runtimes in the sandbox of a server", () => {
  let lambda: LambdaClient;
  serveTests((server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
  });

  interface Deployment {
    readonly runtime: string;
    readonly handler: string;
    readonly zip: Uint8Array;
    readonly environment?: Readonly<Record<string, string>>;
  }

  const deploy = async (name: string, { runtime, handler, zip, environment = {} }: Deployment): Promise<void> => {
    await createFunction(lambda, {
      FunctionName: name,
      Runtime: runtime as Runtime,
      Handler: handler,
      Code: { ZipFile: zip },
      Environment: { Variables: environment },
      MemorySize: 512,
    });
  };

  /** Answers with the log tail, which comes when the environment is at rest, and can be had again. */
  const invoke = async (FunctionName: string, event: unknown) => {
    const Payload = JSON.stringify(event);
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: "Tail" }));
    const json: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
    return { json, error: answer.FunctionError };
  };

  const answersAndFails = async (sample: SampleFunction, runtime?: string): Promise<void> => {
    const built = await buildFunction(sample);
    const name = `${sample}-${runtime ?? ""}`.replaceAll(".", "-");
    await deploy(name, { ...built, runtime: runtime ?? built.runtime });
    const { json, error } = await invoke(name, { a: "ü" });
    assert.equal(error, undefined);
    const { echo, functionName } = json as { readonly echo: unknown; readonly functionName: string };
    assert.deepEqual([echo, functionName], [{ a: "ü" }, name]);
    const failure = await invoke(name, { fail: true });
    assert.equal(failure.error, "Unhandled");
    assert.equal((failure.json as { readonly errorMessage: string }).errorMessage, "asked to fail");
  };

  test("nodejs24.x", () => answersAndFails("nodejs"));
  test("nodejs22.x", () => answersAndFails("nodejs", "nodejs22.x"));
  test("nodejs20.x", () => answersAndFails("nodejs", "nodejs20.x"));
  test("the host's Python", () => answersAndFails("python"));
  test("a Python from outside /usr", { skip: PYTHON_ELSEWHERE === undefined && "this host has none" }, () =>
    answersAndFails("python", PYTHON_ELSEWHERE),
  );
  test("a Ruby from outside /usr", { skip: NO_RUBY }, () => answersAndFails("ruby"));
  test("java17", { skip: SKIP.java }, () => answersAndFails("java"));
  test("aws-lambda-ric, unmodified", { skip: SKIP.nodejs }, () => answersAndFails("nodejs-interface-client"));
  test("awslambdaric, unmodified", { skip: SKIP.python }, () => answersAndFails("python-interface-client"));
  test("a Go function", { skip: SKIP.go }, () => answersAndFails("go"));
  test("a Rust function", { skip: SKIP.rust }, () => answersAndFails("rust"));

  /** Of more invocations than are set in the same way. */
  const tracesAll = async (runtime: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const name = `traced-${runtime}`.replaceAll(".", "-");
    await deploy(name, { runtime, handler: "index.handler", zip: await zip(files) });
    const answers: Traced[] = [];
    while (answers.length < 110) answers.push((await invoke(name, {})).json as Traced);
    assert.equal(new Set(answers.map(({ traceId }) => traceId)).size, 110);
    assert.ok(answers.every(({ traceId, childs }) => traceId.startsWith("Root=1-") && childs === traceId));
    assert.deepEqual([answers[0]?.isByLibrary, answers.at(-1)?.isByLibrary], [false, true]);
  };

  test("the trace id of each of many invocations is in the environment of Node.js, and of its children", () =>
    tracesAll("nodejs24.x", {
      "index.js": `const { execFileSync } = require("node:child_process");
        const { readFileSync } = require("node:fs");
        exports.handler = async () => {
          const traceId = process.env._X_AMZN_TRACE_ID;
          const childs = execFileSync("/usr/bin/printenv", ["_X_AMZN_TRACE_ID"]).toString().trim();
          delete process.env._X_AMZN_TRACE_ID;
          const isByLibrary = readFileSync("/proc/self/maps", "utf8").includes("/var/runtime/trace-id.node");
          return { traceId, childs, isByLibrary };
        };`,
    }));

  test("so it is of Python", () =>
    tracesAll(PYTHON, {
      "index.py": `import os, subprocess
def handler(event, context):
    trace_id = os.environ["_X_AMZN_TRACE_ID"]
    childs = subprocess.check_output(["/usr/bin/printenv", "_X_AMZN_TRACE_ID"], text=True).strip()
    del os.environ["_X_AMZN_TRACE_ID"]
    with open("/proc/self/maps") as maps:
        return {"traceId": trace_id, "childs": childs, "isByLibrary": "/var/runtime/trace-id.so" in maps.read()}
`,
    }));

  test("an ES module imports the AWS SDK, which reaches this server as the function's role", async () => {
    const code = `import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
      export const handler = async () => (await new STSClient().send(new GetCallerIdentityCommand())).Arn;`;
    await deploy("sdk", { runtime: "nodejs24.x", handler: "index.handler", zip: await zip({ "index.mjs": code }) });
    assert.equal((await invoke("sdk", {})).json, "arn:aws:sts::000000000000:assumed-role/lambda-execution/sdk");
  });

  test("a Python function imports boto3, which does too", async () => {
    const code = `import boto3
def handler(event, context):
    return boto3.client("sts").get_caller_identity()["Arn"]
`;
    await deploy("boto3", { runtime: PYTHON, handler: "index.handler", zip: await zip({ "index.py": code }) });
    assert.equal((await invoke("boto3", {})).json, "arn:aws:sts::000000000000:assumed-role/lambda-execution/boto3");
  });
});
