import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runBoto3 } from "../support/boto3.ts";
import { TestServer } from "../support/server.ts";

describe("boto3", () => {
  test("runs a program that manages and invokes functions", async () => {
    await using server = await TestServer.start();
    assert.equal(await runBoto3(server, "functions.py"), "done\n");
  });

  test("runs a program that manages all that surrounds a function", async () => {
    await using server = await TestServer.start();
    assert.equal(await runBoto3(server, "control_plane.py"), "done\n");
  });
});
