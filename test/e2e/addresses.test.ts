import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

describe("a server on the host's IPv6 loopback", () => {
  test("is reached by clients and by its functions", async () => {
    await using server = await TestServer.start({ args: ["--host", "::1"] });
    assert.match(server.endpoint, /^http:\/\/\[::1\]:\d+$/);
    const lambda = new LambdaClient(server.clientOptions);
    const source = `exports.handler = async () => (await fetch(process.env.AWS_ENDPOINT_URL + "/health")).status;`;
    await createNodeFunction(lambda, "calls-back", source, { Timeout: 20 });
    assert.equal(textOf((await lambda.send(new InvokeCommand({ FunctionName: "calls-back" }))).Payload), "200");
    lambda.destroy();
  });
});
