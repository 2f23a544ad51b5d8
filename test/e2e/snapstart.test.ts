import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, test } from "node:test";
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  type Runtime,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";
import { buildFunction, cannotBuild } from "../support/build-function.ts";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";
import { SNAPSHOT_PYTHON } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

const PYTHON_SOURCE = `
import boto3, os, random, secrets, ssl, time, uuid
from snapshot_restore_py import register_after_restore, register_before_snapshot

ssl.RAND_bytes(4)
random.random()
sts = boto3.client("sts")
arn_of_init = sts.get_caller_identity()["Arn"]
called = []
register_before_snapshot(called.append, "before")
register_after_restore(called.append, "after")

def handler(event, context):
    if "sleep" in event:
        time.sleep(event["sleep"])
    if "arn" in event:
        return [arn_of_init, sts.get_caller_identity()["Arn"], "AWS_ACCESS_KEY_ID" in os.environ]
    numbers = [str(uuid.uuid4()), secrets.token_hex(8), ssl.RAND_bytes(8).hex(), random.random()]
    return [os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], context.function_version, called, *numbers]
`;

const NODE_SOURCE = `
const crypto = require("node:crypto");
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");

crypto.randomUUID();
crypto.randomBytes(8);
Math.random();
const called = [];
awslambda.snapStart.beforeSnapshot(() => called.push("before"));
awslambda.snapStart.afterRestore(() => called.push("after"));
const sts = new STSClient();
const arn = async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn;
let arnOfInit;
awslambda.snapStart.beforeSnapshot(async () => (arnOfInit = await arn()));

exports.handler = async (event, context) => {
  await new Promise((resolve) => setTimeout(resolve, (event.sleep ?? 0) * 1000));
  if (event.arn) return [arnOfInit, await arn(), "AWS_ACCESS_KEY_ID" in process.env];
  const { publicKey } = crypto.generateKeyPairSync("ed25519");
  const numbers = [crypto.randomUUID(), crypto.randomBytes(8).toString("hex"), publicKey.export({ format: "jwk" }).x, Math.random()];
  return [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, context.functionVersion, called, ...numbers];
};
`;

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));

const SnapStart = { ApplyOn: "PublishedVersions" } as const;
const ROLE_SESSION = "arn:aws:sts::000000000000:assumed-role/lambda-execution/";
const withoutPython = SNAPSHOT_PYTHON === undefined && "needs Python 3.12 or newer";
const withoutJava = await cannotBuild("java-snapshot");

describe("SnapStart", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  /** The snapshot of the function in Node.js. */
  let ofNode: readonly string[] = [];

  serveTests((started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
  });

  /** Creates a function, publishes it and waits until it is active. */
  const publish = async (FunctionName: string, settings: Parameters<typeof createNodeFunction>[3]) => {
    await createNodeFunction(lambda, FunctionName, "", { ...settings, SnapStart, MemorySize: 256, Timeout: 30 });
    const published = await lambda.send(new PublishVersionCommand({ FunctionName }));
    assert.equal(published.State, "Pending");
    return active(FunctionName);
  };

  const active = async (FunctionName: string): Promise<FunctionConfiguration> => {
    const version = { FunctionName, Qualifier: "1" };
    await waitUntilPublishedVersionActive({ client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, version);
    return lambda.send(new GetFunctionConfigurationCommand(version));
  };

  const ask = async (FunctionName: string, event: object) => {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: "1", LogType: "Tail", Payload }));
    const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
    return { answer: JSON.parse(textOf(answer.Payload)) as unknown, log };
  };

  const invoke = async (FunctionName: string, event: object = {}) => {
    const { answer, log } = await ask(FunctionName, event);
    return { values: answer as readonly unknown[], log };
  };

  const snapshots = (): readonly string[] => readdirSync(join(server.home, "snapshots"));

  /** Has four environments start from one snapshot, and compares the numbers that they draw. */
  const assertClonesDiffer = async (FunctionName: string): Promise<void> => {
    const clones: Awaited<ReturnType<typeof invoke>>[] = [];
    // Where a start takes longer than they sleep, one of them may serve two callers; the next time there is one more.
    while (clones.length < 4) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => invoke(FunctionName, { sleep: 1 })));
      clones.push(...answers.filter(({ log }) => log.includes("Restore Duration")));
    }
    for (const { values, log } of clones) {
      assert.deepEqual(values.slice(0, 3), ["snap-start", "1", ["before", "after"]]);
      assert.match(log, /\tRestore Duration: [\d.]+ ms\tBilled Restore Duration: \d+ ms\t/);
      assert.doesNotMatch(log, /Init Duration/);
    }
    const drawn = clones.map(({ values }) => values.slice(3));
    for (const index of [0, 1, 2, 3]) {
      assert.equal(new Set(drawn.map((numbers) => numbers[index])).size, clones.length);
    }
  };

  describe("of Node.js", () => {
    test("is on once the version is active", async () => {
      const version = await publish("in-node", { Code: { ZipFile: await zip({ "index.js": NODE_SOURCE }) } });
      assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
      ofNode = snapshots();
      assert.equal(ofNode.length, 1);
    });

    test("restores environments that have nothing random in common", () => assertClonesDiffer("in-node"));

    test("keeps nothing in clear on the disk of what the function knows", () => {
      const directory = join(server.home, "snapshots", ofNode[0] ?? "");
      const kept = readdirSync(directory).map((name) => readFileSync(join(directory, name)));
      assert.ok(Buffer.concat(kept).length > 5_000_000);
      // Its source, and the name of a variable that every process here has.
      assert.equal(Buffer.concat(kept).includes("beforeSnapshot"), false);
      assert.equal(Buffer.concat(kept).includes("AWS_LAMBDA_FUNCTION_NAME"), false);
    });

    test("leaves functions their role, with credentials that are their own", async () => {
      const { values } = await invoke("in-node", { arn: true });
      assert.deepEqual(values, [`${ROLE_SESSION}in-node`, `${ROLE_SESSION}in-node`, false]);
    });
  });

  describe("of Python", { skip: withoutPython }, () => {
    test("is on once the version is active", async () => {
      const version = await publish("in-python", {
        Runtime: SNAPSHOT_PYTHON as Runtime,
        Code: { ZipFile: await zip({ "index.py": PYTHON_SOURCE }) },
      });
      assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
    });

    test("restores environments that have nothing random in common", () => assertClonesDiffer("in-python"));

    test("leaves functions their role, with credentials that are their own", async () => {
      const { values } = await invoke("in-python", { arn: true });
      assert.deepEqual(values, [`${ROLE_SESSION}in-python`, `${ROLE_SESSION}in-python`, false]);
    });
  });

  test("of AWS's own client for Python, unmodified", { skip: withoutPython }, async () => {
    const { zip: ZipFile, handler: Handler, environment } = await buildFunction("python-snapshot-client");
    const version = await publish("by-client", {
      Runtime: SNAPSHOT_PYTHON as Runtime,
      Handler,
      Code: { ZipFile },
      Environment: { Variables: environment },
    });
    assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
    const { answer, log } = await ask("by-client", { a: 1 });
    assert.deepEqual((answer as { readonly echo: unknown }).echo, { a: 1 });
    assert.match(log, /Restore Duration/);
  });

  describe("of Java", { skip: withoutJava }, () => {
    test("is on once the version is active", async () => {
      const { zip: ZipFile, handler: Handler } = await buildFunction("java-snapshot");
      const version = await publish("in-java", { Runtime: "java17", Handler, Code: { ZipFile } });
      assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
    });

    test("restores environments that have nothing random in common", () => assertClonesDiffer("in-java"));
  });

  test("fails a version whose initialization fails, in AWS's words", async () => {
    const FunctionName = "broken";
    await createNodeFunction(lambda, FunctionName, 'throw new Error("no"); exports.handler = 1;', { SnapStart });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await assert.rejects(active(FunctionName), /FAILURE/);
    const version = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: "1" }));
    assert.equal(version.State, "Failed");
    assert.equal(version.StateReason, "An error occurred during function initialization.");
    assert.equal(version.StateReasonCode, "FunctionError");
  });

  test("is metered, by the second and by the restore", async () => {
    const { stdout } = await promisify(execFile)(LAMBKIN, ["cost", "--json"], { env: server.environment });
    const { lines } = JSON.parse(stdout) as {
      lines: { usage: { functionName: string; version: string }; charges: { kind: string }[] }[];
    };
    const ofNode = lines.filter(({ usage }) => usage.functionName === "in-node" && usage.version === "1");
    const kinds = new Set(ofNode.flatMap(({ charges }) => charges.map(({ kind }) => kind)));
    assert.deepEqual([kinds.has("snapshot-cache"), kinds.has("snapshot-restore")], [true, true]);
  });

  test("goes with no provisioned concurrency", async () => {
    const wanted = { FunctionName: "in-node", Qualifier: "1", ProvisionedConcurrentExecutions: 1 };
    await assert.rejects(lambda.send(new PutProvisionedConcurrencyConfigCommand(wanted)), {
      name: "InvalidParameterValueException",
    });
  });

  test("goes on from the same snapshot after the server was started again", async () => {
    const kept = snapshots();
    await server.stop();
    await server.start();
    lambda.destroy();
    lambda = new LambdaClient(server.clientOptions);
    const { values, log } = await invoke("in-node", { sleep: 0 });
    assert.equal(values[0], "snap-start");
    assert.match(log, /Restore Duration/);
    assert.deepEqual(snapshots(), kept);
    const { values: identities } = await invoke("in-node", { arn: true });
    assert.deepEqual(identities[1], `${ROLE_SESSION}in-node`);
  });

  test("starts as without, and takes another snapshot, when the one that there is was damaged", async () => {
    await server.stop();
    const [damaged = ""] = ofNode;
    await using image = await open(join(server.home, "snapshots", damaged, "image.sealed"), "r+");
    const { buffer } = await image.read(Buffer.alloc(1), 0, 1, 1_500_000);
    await image.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, 1_500_000);
    await server.start();
    lambda.destroy();
    lambda = new LambdaClient(server.clientOptions);
    assert.deepEqual((await invoke("in-node")).values.slice(0, 3), ["on-demand", "1", []]);
    while (snapshots().includes(damaged)) await new Promise((resolve) => setTimeout(resolve, 100));
    const version = await active("in-node");
    assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
  });

  test("cannot be gone on from without the function's KMS key", async () => {
    const kms = new KMSClient(server.clientOptions);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const { KeyId, Arn: KMSKeyArn } = KeyMetadata ?? {};
    const Code = { ZipFile: await zip({ "index.js": "exports.handler = async () => [1];" }) };
    await publish("under-key", { Code, KMSKeyArn });
    assert.match((await invoke("under-key")).log, /Restore Duration/);
    await kms.send(new DisableKeyCommand({ KeyId }));
    await assert.rejects(invoke("under-key"), { name: "KMSDisabledException" });
    await kms.send(new EnableKeyCommand({ KeyId }));
    assert.match((await invoke("under-key")).log, /Restore Duration/);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await assert.rejects(invoke("under-key"), { name: "KMSInvalidStateException" });
    kms.destroy();
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "under-key" }));
  });

  test("is finished after a server was killed in the middle", async () => {
    const FunctionName = "slow";
    const source = "const until = Date.now() + 3000; while (Date.now() < until); exports.handler = async () => [1];";
    await createNodeFunction(lambda, FunctionName, source, { SnapStart, MemorySize: 256 });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await server.kill();
    await server.start();
    lambda.destroy();
    lambda = new LambdaClient(server.clientOptions);
    const version = await active(FunctionName);
    assert.deepEqual(version.SnapStart, { ...SnapStart, OptimizationStatus: "On" });
    assert.match((await invoke(FunctionName)).log, /Restore Duration/);
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  });

  test("leaves nothing of what is deleted", async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "in-node" }));
    if (withoutPython === false) {
      await lambda.send(new DeleteFunctionCommand({ FunctionName: "in-python" }));
      await lambda.send(new DeleteFunctionCommand({ FunctionName: "by-client" }));
    }
    if (withoutJava === false) await lambda.send(new DeleteFunctionCommand({ FunctionName: "in-java" }));
    while (snapshots().length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  });
});
