import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const specification = readFileSync(new URL("SPECIFICATION.md", ROOT), "utf8");
const promises = specification.split("\n").filter((line) => /^\| (?!promise )/.test(line));

describe("SPECIFICATION.md", () => {
  test("names the test of every promise, or says that it is pending", () => {
    assert.notEqual(promises.length, 0);
    assert.deepEqual(
      promises.filter(
        (line) => !/\| (\[[^\]]+\]\(test\/[^)]+\.test\.ts\) ?)+\|$|\| \*\*test pending\*\* \|$/.test(line),
      ),
      [],
    );
  });

  test("leads to files that are there", () => {
    const links = [...specification.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = ""]) => path);
    assert.deepEqual(
      links.filter((path) => !existsSync(new URL(path, ROOT))),
      [],
    );
  });
});
