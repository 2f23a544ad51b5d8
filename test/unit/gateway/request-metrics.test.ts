import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestCounters } from "../../../src/gateway/request-metrics.ts";
import { call, fakeService, startGateway } from "./fake-service.ts";

test("each request is counted once, by service, operation and status", async () => {
  const metrics = new RequestCounters();
  const service = fakeService({ GetThing: async () => ({}) }, { unsupported: { MeltThing: "not yet." } });
  await using server = await startGateway([service], { metrics });
  await call(server.url, "GetThing");
  await call(server.url, "GetThing");
  await call(server.url, "MeltThing");
  await fetch(`${server.url}/nowhere`);
  const counts = metrics
    .snapshot()
    .map(({ serviceId, operationName, statusCode, count }) => `${serviceId}.${operationName} ${statusCode}: ${count}`);
  assert.deepEqual(counts, ["things.GetThing 200: 2", "things.MeltThing 501: 1", "unknown.unknown 404: 1"]);
});
