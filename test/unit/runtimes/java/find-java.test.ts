import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findJava } from "../../../../src/runtimes/java/find-java.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** As every Java lays itself out. */
const installJava = (directory: string, version: string): void => {
  mkdirSync(join(directory, "bin"), { recursive: true });
  writeFileSync(join(directory, "bin/java"), "", { mode: 0o755 });
  writeFileSync(join(directory, "release"), `IMPLEMENTOR="Someone"\nJAVA_VERSION="${version}"\n`);
};

describe("findJava", () => {
  const temporary = temporaryDirectory();
  const { JAVA_HOME, PATH } = process.env;
  // Versions that no host has.
  before(() => {
    installJava(join(temporary.path, "named"), "1097.0.15");
    installJava(join(temporary.path, "on-path"), "1098.0.1");
    mkdirSync(join(temporary.path, "bin"));
    symlinkSync("../on-path/bin/java", join(temporary.path, "bin/java"));
    process.env["JAVA_HOME"] = join(temporary.path, "named");
    process.env["PATH"] = `${join(temporary.path, "bin")}:${PATH ?? ""}`;
  });
  after(() => {
    if (JAVA_HOME === undefined) delete process.env["JAVA_HOME"];
    else process.env["JAVA_HOME"] = JAVA_HOME;
    process.env["PATH"] = PATH;
    temporary[Symbol.dispose]();
  });

  test("takes the one that JAVA_HOME names", async () => {
    assert.deepEqual(await findJava(1097), { version: "1097.0.15", directory: join(temporary.path, "named") });
  });

  test("follows the search path's to where it lies", async () => {
    assert.deepEqual(await findJava(1098), { version: "1098.0.1", directory: join(temporary.path, "on-path") });
  });

  test("never takes another version", async () => {
    assert.equal(await findJava(1099), undefined);
  });
});
