import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { limitedSettings } from "../../../../../src/services/lambda/model/setting-effects.ts";

describe("settings without effect", () => {
  test("tell what they do not do", () => {
    assert.deepEqual(
      limitedSettings().find(({ area, name }) => area === "Functions" && name === "FileSystemConfigs"),
      { area: "Functions", name: "FileSystemConfigs", limit: "No file system is mounted." },
    );
  });

  test("are not the ones that do what AWS says", () => {
    const ofFunctions = limitedSettings().filter(({ area }) => area === "Functions");
    assert.equal(
      ofFunctions.find(({ name }) => name === "Timeout"),
      undefined,
    );
  });
});
