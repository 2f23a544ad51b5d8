import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";

const FunctionName = "tenants";
/** Keeps what it is told, where a careless function would: in memory and in `/tmp`. */
const SOURCE = `
  const fs = require("node:fs");
  const seen = [];
  exports.handler = async (event, context) => {
    seen.push(context.tenantId);
    fs.appendFileSync("/tmp/seen", context.tenantId);
    return [seen, fs.readFileSync("/tmp/seen", "utf8")];
  };`;

describe("tenant isolation, by the SDK for JavaScript", () => {
  let lambda: LambdaClient;

  serveTests(async (server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, FunctionName, SOURCE, { TenancyConfig: { TenantIsolationMode: "PER_TENANT" } });
  });

  /** Answers with the log tail, which comes when the environment is at rest, and can be had again. */
  const invokeFor = async (TenantId: string): Promise<unknown> => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, TenantId, LogType: "Tail" }));
    return JSON.parse(textOf(Payload));
  };

  test("shows a tenant nothing of what another one left, and its own again", async () => {
    assert.deepEqual(await invokeFor("blue"), [["blue"], "blue"]);
    assert.deepEqual(await invokeFor("red"), [["red"], "red"]);
    assert.deepEqual(await invokeFor("blue"), [["blue", "blue"], "blueblue"]);
  });

  test("refuses an invocation without a tenant", async () => {
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName })), { name: "InvalidParameterValueException" });
  });
});
