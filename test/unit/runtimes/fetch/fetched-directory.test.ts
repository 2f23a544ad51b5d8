import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { PrepareOptions } from "../../../../src/runtimes/contract.ts";
import { FetchedDirectory, type Fill } from "../../../../src/runtimes/fetch/fetched-directory.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const never = (): AbortSignal => new AbortController().signal;

/** A fetch that goes on when the test says so. */
const heldFill = () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const calls: PrepareOptions[] = [];
  const fill: Fill = async (staging, options) => {
    calls.push(options);
    options.onProgress?.("Fetching it");
    await Promise.race([released, aborted(options.signal)]);
    writeFileSync(join(staging, "file"), "content");
    return staging;
  };
  return { fill, release, calls };
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

const started = async (calls: readonly unknown[]): Promise<void> => {
  while (calls.length === 0) await new Promise(setImmediate);
};

describe("FetchedDirectory", () => {
  test("is there, readable by all, once it was fetched, and is not fetched again", async () => {
    using temporary = temporaryDirectory();
    const path = join(temporary.path, "deep/target");
    const { fill, release, calls } = heldFill();
    release();
    const directory = new FetchedDirectory(path, fill);
    assert.equal(directory.isPresent, false);
    await directory.ensure({ signal: never() });
    await directory.ensure({ signal: never() });
    assert.equal(readFileSync(join(path, "file"), "utf8"), "content");
    assert.equal(statSync(path).mode & 0o555, 0o555);
    assert.equal(calls.length, 1);
    assert.deepEqual(readdirSync(join(temporary.path, "deep")), ["target"]);
  });

  test("may be a part of what was fetched", async () => {
    using temporary = temporaryDirectory();
    const path = join(temporary.path, "target");
    const directory = new FetchedDirectory(path, (staging) => {
      mkdirSync(join(staging, "inner"));
      writeFileSync(join(staging, "inner/file"), "inner");
      return Promise.resolve(join(staging, "inner"));
    });
    await directory.ensure({ signal: never() });
    assert.equal(readFileSync(join(path, "file"), "utf8"), "inner");
  });

  test("is fetched once for all who ask meanwhile, and all are told the progress", async () => {
    using temporary = temporaryDirectory();
    const { fill, release, calls } = heldFill();
    const directory = new FetchedDirectory(join(temporary.path, "target"), fill);
    const messages: string[] = [];
    const first = directory.ensure({ signal: never(), onProgress: (message) => messages.push(`first: ${message}`) });
    await started(calls);
    const second = directory.ensure({ signal: never(), onProgress: (message) => messages.push(`second: ${message}`) });
    release();
    await Promise.all([first, second]);
    assert.equal(calls.length, 1);
    assert.deepEqual(messages, ["first: Fetching it", "second: Fetching it"]);
  });

  test("goes on for the others when one of them gives up", async () => {
    using temporary = temporaryDirectory();
    const { fill, release, calls } = heldFill();
    const directory = new FetchedDirectory(join(temporary.path, "target"), fill);
    const controller = new AbortController();
    const first = directory.ensure({ signal: controller.signal });
    const second = directory.ensure({ signal: never() });
    await started(calls);
    controller.abort(new Error("given up"));
    await assert.rejects(first, /given up/);
    assert.equal(calls[0]?.signal.aborted, false);
    release();
    await second;
    assert.equal(directory.isPresent, true);
  });

  test("stops when nobody waits any more, leaves nothing, and can be asked again", async () => {
    using temporary = temporaryDirectory();
    const { fill, release, calls } = heldFill();
    const directory = new FetchedDirectory(join(temporary.path, "target"), fill);
    const controller = new AbortController();
    const asked = directory.ensure({ signal: controller.signal });
    await started(calls);
    controller.abort(new Error("given up"));
    await assert.rejects(asked, /given up/);
    assert.equal(calls[0]?.signal.aborted, true);
    release();
    await directory.ensure({ signal: never() });
    assert.equal(calls.length, 2);
    assert.equal(directory.isPresent, true);
  });

  test("is not asked for by a caller that has already given up", async () => {
    using temporary = temporaryDirectory();
    const { fill, calls } = heldFill();
    const directory = new FetchedDirectory(join(temporary.path, "target"), fill);
    await assert.rejects(directory.ensure({ signal: AbortSignal.abort(new Error("too late")) }), /too late/);
    assert.equal(calls.length, 0);
  });

  test("is not there after a failure, and the next one tries again", async () => {
    using temporary = temporaryDirectory();
    let attempts = 0;
    const directory = new FetchedDirectory(join(temporary.path, "target"), (staging) => {
      attempts += 1;
      writeFileSync(join(staging, "half"), "");
      return attempts === 1 ? Promise.reject(new Error("no network")) : Promise.resolve(staging);
    });
    await assert.rejects(directory.ensure({ signal: never() }), /no network/);
    assert.deepEqual(readdirSync(temporary.path), []);
    await directory.ensure({ signal: never() });
    assert.equal(attempts, 2);
  });

  test("takes what another process put there in the meantime", async () => {
    using temporary = temporaryDirectory();
    const path = join(temporary.path, "target");
    const directory = new FetchedDirectory(path, (staging) => {
      mkdirSync(path);
      writeFileSync(join(path, "theirs"), "");
      writeFileSync(join(staging, "ours"), "");
      return Promise.resolve(staging);
    });
    await directory.ensure({ signal: never() });
    assert.deepEqual(readdirSync(path), ["theirs"]);
    assert.deepEqual(readdirSync(temporary.path), ["target"]);
  });

  test("removes what a killed process left, and nothing of a living one", async () => {
    using temporary = temporaryDirectory();
    // The kernel gives no process a number this high.
    mkdirSync(join(temporary.path, "target.partial-99999999-abc"));
    mkdirSync(join(temporary.path, `target.partial-${process.ppid}-abc`));
    const directory = new FetchedDirectory(join(temporary.path, "target"), (staging) => Promise.resolve(staging));
    await directory.ensure({ signal: never() });
    assert.equal(existsSync(join(temporary.path, "target.partial-99999999-abc")), false);
    assert.equal(existsSync(join(temporary.path, `target.partial-${process.ppid}-abc`)), true);
  });
});
