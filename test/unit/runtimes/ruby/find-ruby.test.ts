import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { findRuby } from "../../../../src/runtimes/ruby/find-ruby.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { NO_RUBY, RUBY } from "../../../support/test-ruby.ts";

const RBENV_ROOT = process.env["RBENV_ROOT"];

/** An rbenv with one interpreter, which says of itself what the lines say. */
const rbenvWith = async (root: string, name: string, lines: readonly string[]): Promise<string> => {
  const prefix = join(root, "versions", name);
  await mkdir(join(prefix, "bin"), { recursive: true });
  const said = lines.map((line) => `echo '${line.replaceAll("PREFIX", prefix)}'`);
  await writeFile(join(prefix, "bin/ruby"), ["#!/bin/sh", ...said, ""].join("\n"), { mode: 0o755 });
  return prefix;
};

const lines = (version: string) => ["ruby", version, "PREFIX/bin/ruby", "PREFIX", "PREFIX/lib/ruby", "/usr/lib/x"];

describe("findRuby", () => {
  afterEach(() => {
    process.env["RBENV_ROOT"] = RBENV_ROOT;
  });

  test("finds the real interpreter of that very version, with its libraries", { skip: NO_RUBY }, async () => {
    const minor = RUBY.replace("ruby", "");
    const found = await findRuby(minor);
    assert.ok(found !== undefined);
    assert.ok(found.version.startsWith(`${minor}.`));
    assert.ok(found.executable.startsWith(`${found.prefix}/`));
    assert.equal(found.isInUsr, found.executable.startsWith("/usr/"));
    assert.ok(found.libraries.some((directory) => directory.endsWith(`/ruby/${minor}.0`)));
  });

  test("finds none of a version that is not there", async () => {
    assert.equal(await findRuby("3.99"), undefined);
  });

  test("takes the newest patch of a version manager, and only libraries of its own", async () => {
    using directory = temporaryDirectory();
    process.env["RBENV_ROOT"] = directory.path;
    await rbenvWith(directory.path, "3.98.9", lines("3.98.9"));
    const prefix = await rbenvWith(directory.path, "3.98.10", lines("3.98.10"));
    assert.deepEqual(await findRuby("3.98"), {
      version: "3.98.10",
      executable: `${prefix}/bin/ruby`,
      prefix,
      libraries: [`${prefix}/lib/ruby`],
      isInUsr: false,
    });
  });

  test("takes no other implementation of the language", async () => {
    using directory = temporaryDirectory();
    process.env["RBENV_ROOT"] = directory.path;
    await rbenvWith(directory.path, "3.98.1", ["truffleruby", "3.98.1", "PREFIX/bin/ruby", "PREFIX"]);
    assert.equal(await findRuby("3.98"), undefined);
  });
});
