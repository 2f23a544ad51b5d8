import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { TroubleDigest } from "../../../src/base/trouble-digest.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const full = new OperatorError({ code: "DiskFull", message: "the disk is full", remedy: "Free space." });
const noSpace = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

describe("TroubleDigest", () => {
  test("tells what the operator can mend, and how", () => {
    assert.deepEqual(new TroubleDigest(new FakeClock()).digest(full, "storing failed"), {
      trouble: { code: "DiskFull", message: "the disk is full", remedy: "Free space." },
    });
  });

  test("knows a full disk from whoever could not write, also as the cause of something else", () => {
    const digest = new TroubleDigest(new FakeClock());
    const error = new Error("the round failed", { cause: noSpace });
    assert.match(JSON.stringify(digest.digest(error, "writing failed")), /"code":"ENOSPC".*"remedy":"Free space/);
    const several = new AggregateError([noSpace], "some rounds failed");
    assert.match(JSON.stringify(digest.digest(several, "others failed")), /"code":"ENOSPC"/);
  });

  test("leaves bugs as they are", () => {
    assert.equal(new TroubleDigest(new FakeClock()).digest(new TypeError("undefined"), "storing failed"), "as it is");
  });

  test("tells the same again after a minute only, and how often it was met", async () => {
    const clock = new FakeClock();
    const digest = new TroubleDigest(clock);
    digest.digest(full, "storing failed");
    assert.equal(digest.digest(full, "storing failed"), "not again");
    assert.equal(digest.digest(full, "storing failed"), "not again");
    await clock.advance(60_000);
    assert.deepEqual(digest.digest(full, "storing failed"), {
      trouble: { code: "DiskFull", message: "the disk is full", remedy: "Free space." },
      silenced: 2,
    });
  });

  test("tells at once what else fails for the same reason", () => {
    const digest = new TroubleDigest(new FakeClock());
    digest.digest(full, "storing failed");
    assert.notEqual(digest.digest(full, "unpacking failed"), "not again");
  });
});
