import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ServiceException,
} from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, ROLE, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zip } from "../support/zip.ts";

const rootOnly = { skip: process.getuid?.() === 0 ? false : "needs root, to mount a small disk" };
const DISK_MIB = 24;

/** A disk of a few megabytes on which this process makes its temporary directories. */
const smallDisk = (): { readonly path: string } & Disposable => {
  const directory = temporaryDirectory();
  const before = process.env["TMPDIR"];
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "lambkin-test", directory.path]);
  process.env["TMPDIR"] = directory.path;
  return {
    path: directory.path,
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      execFileSync("umount", [directory.path]);
      directory[Symbol.dispose]();
    },
  };
};

/** Takes every byte that there is, while others write, too. @returns the file that has them */
const fillUp = (directory: string): string => {
  const filler = join(directory, "filler");
  for (;;) {
    const { bavail, bsize } = statfsSync(directory);
    if (bavail === 0) return filler;
    try {
      appendFileSync(filler, Buffer.alloc(bavail * bsize));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
};

/** What the function has said, as its log tells. */
const said = async (server: TestServer): Promise<readonly string[]> => {
  const logs = new CloudWatchLogsClient(server.clientOptions);
  const group = { logGroupName: "/aws/lambda/talkative", filterPattern: "said" };
  const { events = [] } = await logs.send(new FilterLogEventsCommand(group));
  logs.destroy();
  return events.map(({ message = "" }) => /said (\w+)\./.exec(message)?.[1] ?? message).toSorted();
};

describe("a server whose disk is full", rootOnly, () => {
  test("refuses what it cannot keep, answers the rest, and goes on when there is room again", async () => {
    using disk = smallDisk();
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    const invoke = async () => textOf((await lambda.send(new InvokeCommand({ FunctionName: "kept" }))).Payload);
    await createNodeFunction(lambda, "kept", `exports.handler = async () => "answer";`);
    assert.equal(await invoke(), '"answer"');

    const filler = fillUp(disk.path);
    const code = await zip({ "index.js": randomBytes(100_000).toString("base64") });
    const tooMuch = new CreateFunctionCommand({
      FunctionName: "too-much",
      Role: ROLE,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: code },
    });
    await assert.rejects(lambda.send(tooMuch), ServiceException);
    assert.equal(await invoke(), '"answer"');
    assert.match(
      server.errors,
      /"trouble":\{"code":"[^"]+","message":"[^"]*the disk is full[^"]*","remedy":"Free space/,
    );
    assert.doesNotMatch(server.errors, /bug of this server/);

    rmSync(filler);
    const { Functions } = await lambda.send(new ListFunctionsCommand());
    assert.deepEqual(
      Functions?.map(({ FunctionName }) => FunctionName),
      ["kept"],
    );
    await createNodeFunction(lambda, "later", `exports.handler = async () => 1;`);
    lambda.destroy();
  });

  test("keeps what functions said meanwhile, and every event that it accepted, across its death", async () => {
    using disk = smallDisk();
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    const source = `exports.handler = async ({ n }) => console.log("said " + n);`;
    await createNodeFunction(lambda, "talkative", source);
    const invoke = (n: string, InvocationType: "Event" | "RequestResponse" = "RequestResponse") =>
      lambda.send(
        new InvokeCommand({ FunctionName: "talkative", InvocationType, Payload: JSON.stringify({ n: `${n}.` }) }),
      );
    await invoke("before");

    const filler = fillUp(disk.path);
    await assert.rejects(invoke("refused", "Event"), ServiceException);
    await invoke("meanwhile");
    rmSync(filler);
    await invoke("accepted", "Event");
    const all = ["accepted", "before", "meanwhile"];
    await eventually(async () => (await said(server)).length >= all.length);
    assert.deepEqual(await said(server), all);

    await server.kill();
    await server.start();
    assert.deepEqual(await said(server), all);
    lambda.destroy();
  });
});
