import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  FunctionDirectory,
  type FunctionSource,
} from "../../../../../src/services/lambda/control/function-directory.ts";
import { defaultSettings } from "../../../../../src/services/lambda/control/settings.ts";
import type { FunctionAlias } from "../../../../../src/services/lambda/model/function-alias.ts";
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

const live = (functionVersion: string): FunctionAlias => ({
  functionName: "hello",
  name: "live",
  functionVersion,
  additionalVersion: undefined,
  description: "",
  revisionId: functionVersion,
});

/** A database with one version and one alias that answers when it is told to. */
class FakeSource implements FunctionSource {
  version: FunctionVersion | undefined = hello("first");
  alias = live("1");
  finds = 0;
  gate: Promise<void> = Promise.resolve();
  readonly functions = { find: () => this.#read(this.version) };
  readonly aliases = { find: () => this.#read(this.alias) };

  async #read<Row>(row: Row): Promise<Row> {
    this.finds += 1;
    await this.gate;
    return row;
  }
}

const revision = async (directory: FunctionDirectory) =>
  (await directory.functions.find("hello", "$LATEST"))?.revisionId;

const aliased = async (directory: FunctionDirectory) =>
  (await directory.aliases.find("hello", "live"))?.functionVersion;

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
    source.version = hello("second");
    directory.change("hello", "$LATEST");
    assert.equal(await revision(directory), "second");
  });

  test("does not remember what is not there", async () => {
    const source = new FakeSource();
    source.version = undefined;
    const directory = new FunctionDirectory(source);
    assert.equal(await revision(directory), undefined);
    source.version = hello("first");
    assert.equal(await revision(directory), "first");
  });

  test("serves what is held until the next change", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    directory.hold(hello("first"));
    source.version = hello("second");
    assert.equal(await revision(directory), "first");
    directory.change("hello", "$LATEST");
    assert.equal(await revision(directory), "second");
  });

  test("holds the revision that environments are warm for", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    await revision(directory);
    directory.hold(hello("published"));
    assert.equal(await revision(directory), "first");
  });

  test("does not remember what was read while it changed", async () => {
    const source = new FakeSource();
    const { promise, resolve } = Promise.withResolvers<void>();
    source.gate = promise;
    const directory = new FunctionDirectory(source);
    const reading = revision(directory);
    source.version = hello("second");
    directory.change("hello", "$LATEST");
    resolve();
    assert.equal(await reading, "first");
    assert.equal(await revision(directory), "second");
  });

  test("asks the database once for an alias, too, and again after it changed", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    assert.equal(await aliased(directory), "1");
    assert.equal(await aliased(directory), "1");
    assert.equal(source.finds, 1);
    source.alias = live("2");
    directory.change("hello", "live");
    assert.equal(await aliased(directory), "2");
  });

  test("forgets a function with everything that belongs to it, and no other", async () => {
    const source = new FakeSource();
    const directory = new FunctionDirectory(source);
    directory.hold(hello("held"));
    directory.hold({ ...hello("other"), functionName: "hello-world" });
    await aliased(directory);
    directory.forget("hello");
    source.alias = live("2");
    assert.equal(await revision(directory), "first");
    assert.equal(await aliased(directory), "2");
    assert.equal((await directory.functions.find("hello-world", "$LATEST"))?.revisionId, "other");
  });
});
