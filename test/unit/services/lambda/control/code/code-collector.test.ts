import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../../../src/base/log.ts";
import { TaskGroup } from "../../../../../../src/base/task-group.ts";
import { CodeCollector } from "../../../../../../src/services/lambda/control/code/code-collector.ts";
import { BlobCollector } from "../../../../../../src/storage/blob-collector.ts";
import { FakeClock } from "../../../../../support/fake-clock.ts";
import type { FunctionConfiguration } from "../../../../../../src/models/generated/lambda.ts";
import { LambdaControl } from "../../../../../support/lambda-control.ts";

const hexOf = ({ CodeSha256 }: FunctionConfiguration): string =>
  Buffer.from(String(CodeSha256), "base64").toString("hex");

describe("CodeCollector", () => {
  test("goes by the clock until it is stopped, and survives a failure", async () => {
    const clock = new FakeClock();
    let rounds = 0;
    const collect = async () => {
      rounds += 1;
      if (rounds === 1) throw new Error("the disk is busy");
      return 0;
    };
    const code = { referencedCode: async () => new Set<string>() };
    const collector = new CodeCollector({
      code,
      clock,
      logger: silentLogger,
      unpackedCode: { collect, restore: async () => 0 },
    });
    {
      await using tasks = new TaskGroup(() => assert.fail("the collector gave up"));
      tasks.run((signal) => collector.run(signal));
      await clock.advance(0);
      await clock.advance(3_600_000);
    }
    assert.equal(rounds, 2);
    assert.equal(clock.pending, 0);
  });
});

describe("code that is referred to and not unpacked", () => {
  test("is unpacked when the server starts", async () => {
    await using tasks = new TaskGroup(() => assert.fail("the collector gave up"));
    const clock = new FakeClock();
    const code = { referencedCode: async () => new Set(["a", "b"]) };
    const restored: string[] = [];
    const restore = async (referenced: ReadonlySet<string>) => restored.push(...referenced);
    const unpackedCode = { collect: async () => 0, restore };
    tasks.run((signal) => new CodeCollector({ code, clock, logger: silentLogger, unpackedCode }).run(signal));
    await clock.advance(0);
    assert.deepEqual(restored, ["a", "b"]);
  });
});

describe("code that no function refers to any more", () => {
  test("is no longer referred to, and the rest is", async () => {
    await using control = await LambdaControl.start();
    const kept = await control.create("kept");
    const gone = await control.create("gone");
    await control.call("DeleteFunction", { FunctionName: "gone" });
    await control.clock.advance(3_600_000);
    const { blobs, clock, lambda } = control;
    await new BlobCollector({ blobs, sources: [lambda.referencedBlobs], clock, logger: silentLogger }).collect();
    assert.equal(await control.blobs.has(hexOf(kept)), true);
    assert.equal(await control.blobs.has(hexOf(gone)), false);
  });
});
