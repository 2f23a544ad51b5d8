import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { currentBootId, findProcess } from "../../../src/base/process-identity.ts";
import { findServerRecord, serverRecordPath } from "../../../src/base/server-record.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** As a server that is this very process would have written it. */
const record = { ...findProcess(process.pid), bootId: currentBootId(), endpoint: "http://127.0.0.1:4566" };

describe("findServerRecord", () => {
  test("finds the server that runs", () => {
    using home = temporaryDirectory();
    writeFileSync(serverRecordPath(home.path), JSON.stringify(record));
    assert.deepEqual(findServerRecord(home.path), record);
  });

  test("finds none before the first start", () => {
    using home = temporaryDirectory();
    assert.equal(findServerRecord(home.path), undefined);
  });

  test("tells the operator of a record that is none", () => {
    using home = temporaryDirectory();
    writeFileSync(serverRecordPath(home.path), "{half");
    assert.throws(() => findServerRecord(home.path), { code: "HOME_UNREADABLE", message: /JSON/ });
  });

  test("takes nobody else for the server who got its process id later", () => {
    using home = temporaryDirectory();
    writeFileSync(serverRecordPath(home.path), JSON.stringify({ ...record, startTicks: 1 }));
    assert.equal(findServerRecord(home.path), undefined);
  });

  test("takes nobody for a server of the machine's last run, even one that started at the same moment of it", () => {
    using home = temporaryDirectory();
    writeFileSync(serverRecordPath(home.path), JSON.stringify({ ...record, bootId: "of the last run" }));
    assert.equal(findServerRecord(home.path), undefined);
  });
});
