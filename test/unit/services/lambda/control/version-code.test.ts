import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { LambdaControl } from "../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { zip } from "../../../../support/zip.ts";

const SHA256 = /^[0-9a-f]{64}$/;

const hex = (codeSha256: string | undefined) => Buffer.from(codeSha256 ?? "", "base64").toString("hex");

/** What is left unpacked after a start, which collects what nobody refers to. */
const unpackedAfterStart = async (home: string): Promise<readonly string[]> => {
  const control = await LambdaControl.start(home);
  await control.lambda.recover();
  // Disposing waits for the first round of collecting.
  await control[Symbol.asyncDispose]();
  return (await readdir(join(home, "code"))).filter((name) => SHA256.test(name));
};

describe("the code of a version", () => {
  test("stays as long as the version does, whatever $LATEST runs", async () => {
    using home = temporaryDirectory();
    const control = await LambdaControl.start(home.path);
    const old = await control.create("hello", { Publish: true });
    const ZipFile = await zip({ "index.js": "exports.handler = async () => 2" });
    const updated = await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile });
    await control.settled("hello");
    await control[Symbol.asyncDispose]();
    assert.deepEqual(
      new Set(await unpackedAfterStart(home.path)),
      new Set([hex(old.CodeSha256), hex(updated.CodeSha256)]),
    );

    const later = await LambdaControl.start(home.path);
    await later.call("DeleteFunction", { FunctionName: "hello:1" });
    await later[Symbol.asyncDispose]();
    assert.deepEqual(await unpackedAfterStart(home.path), [hex(updated.CodeSha256)]);
  });

  test("counts for the account once for each version", async () => {
    await using control = await LambdaControl.start();
    const { CodeSize = 0 } = await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    const { AccountUsage } = await control.call("GetAccountSettings", {});
    assert.deepEqual(AccountUsage, { FunctionCount: 1, TotalCodeSize: 2 * CodeSize });
  });
});
