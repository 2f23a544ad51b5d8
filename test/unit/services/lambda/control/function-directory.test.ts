import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionDirectory } from "../../../../../src/services/lambda/control/function-directory.ts";
import { defaultSettings } from "../../../../../src/services/lambda/control/settings.ts";
import type { FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";

const hello = (revisionId: string): FunctionVersion => ({
  functionName: "hello",
  version: "$LATEST",
  settings: defaultSettings("hello"),
  code: { sha256: "0".repeat(64), sizeBytes: 1 },
  revisionId,
  lastModifiedMs: 0,
  state: { value: "Active" },
  lastUpdate: { value: "Successful" },
});

/** A database with one row that answers when it is told to. */
class FakeSource {
  row: FunctionVersion | undefined = hello("first");
  finds = 0;
  gate: Promise<void> = Promise.resolve();

  async find(): Promise<FunctionVersion | undefined> {
    this.finds += 1;
    const { row } = this;
    await this.gate;
    return row;
  }
}

const revision = async (directory: FunctionDirectory) => (await directory.find("hello", "$LATEST"))?.revisionId;

describe("FunctionDirectory", () => {
  test("asks the database once", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    assert.equal(await revision(directory), "first");
    assert.equal(await revision(directory), "first");
    assert.equal(source.finds, 1);
  });

  test("asks again after a change", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    await revision(directory);
    source.row = hello("second");
    directory.change("hello", "$LATEST");
    assert.equal(await revision(directory), "second");
  });

  test("does not remember what is not there", async () => {
    const source = new FakeSource();
    source.row = undefined;
    const directory = new FunctionDirectory(source);
    assert.equal(await revision(directory), undefined);
    source.row = hello("first");
    assert.equal(await revision(directory), "first");
  });

  test("serves what is held until the next change", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    directory.hold(hello("first"));
    source.row = hello("second");
    assert.equal(await revision(directory), "first");
    directory.change("hello", "$LATEST");
    assert.equal(await revision(directory), "second");
  });

  test("does not remember what was read while it changed", async () => {
    const source = new FakeSource();
    const { promise, resolve } = Promise.withResolvers<void>();
    source.gate = promise;
    const directory = new FunctionDirectory(source);
    const reading = revision(directory);
    source.row = hello("second");
    directory.change("hello", "$LATEST");
    resolve();
    assert.equal(await reading, "first");
    assert.equal(await revision(directory), "second");
  });
});
