import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { defaultHome } from "../../../../src/base/server-record.ts";
import { homeOfStart } from "../../../../src/cli/server/home-of-start.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("homeOfStart", () => {
  test("takes the flag before the variable before the config file", () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, "lambkin.json");
    writeFileSync(file, '{"home":"/from-file","port":0}');
    const environment = { LAMBKIN_HOME: "/from-variable", LAMBKIN_CONFIG: file };
    assert.equal(homeOfStart(["--port", "0", "--home", "/from-flag"], environment), "/from-flag");
    assert.equal(homeOfStart(["--home=/from-flag"], environment), "/from-flag");
    assert.equal(homeOfStart(["--port", "0"], environment), "/from-variable");
    assert.equal(homeOfStart([], { LAMBKIN_CONFIG: file }), "/from-file");
    assert.equal(homeOfStart(["--config", file], {}), "/from-file");
  });

  test("is the default otherwise, also when the server will refuse the config file", () => {
    assert.equal(homeOfStart([], {}), defaultHome());
    assert.equal(homeOfStart(["--config", "/missing.json"], {}), defaultHome());
  });
});
