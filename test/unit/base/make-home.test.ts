import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { makeHome } from "../../../src/base/make-home.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const permissions = (path: string): number => statSync(path).mode & 0o777;

describe("makeHome", () => {
  test("makes the directory and what leads to it for the owner alone", () => {
    using directory = temporaryDirectory();
    const home = join(directory.path, "a/b");
    makeHome(home);
    assert.equal(permissions(home), 0o700);
    assert.equal(permissions(join(directory.path, "a")), 0o700);
  });

  test("leaves a directory that is there as it is", () => {
    using directory = temporaryDirectory();
    const home = join(directory.path, "home");
    mkdirSync(home);
    chmodSync(home, 0o750);
    makeHome(home);
    assert.equal(permissions(home), 0o750);
  });

  test("says so when a file is in the way", () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, "file");
    writeFileSync(file, "");
    assert.throws(() => makeHome(file), { code: "HOME_UNUSABLE", message: /it is not a directory/ });
    assert.throws(() => makeHome(join(file, "home")), { code: "HOME_UNUSABLE" });
  });

  test("gives up where nothing can be made", () => {
    assert.throws(() => makeHome("/proc/lambkin/home"), { code: "HOME_UNUSABLE", message: /ENOENT/ });
  });
});
