import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import { archivedModel } from "../../protocol/support/models.ts";

const cloudWatch = createProtocols(await archivedModel("cloudwatch"));

const detected = (headers: Record<string, string>, method = "POST", query = ""): string =>
  cloudWatch.detect({ method, query, headers }).name;

describe("detect, for a service that speaks three protocols", () => {
  test("knows CBOR by its header", () => {
    assert.equal(detected({ "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" }), "rpc-v2-cbor");
  });

  test("knows JSON by its content type, and by the target alone", () => {
    const target = "GraniteServiceVersion20100801.PutMetricData";
    assert.equal(detected({ "content-type": "application/x-amz-json-1.0", "x-amz-target": target }), "json-1.0");
    assert.equal(detected({ "content-type": "application/x-amz-json-1.1", "x-amz-target": target }), "json-1.1");
    assert.equal(detected({ "x-amz-target": target }), "json-1.0");
  });

  test("knows the query protocol by its form, and by the action of a GET", () => {
    assert.equal(detected({ "content-type": "application/x-www-form-urlencoded; charset=utf-8" }), "query");
    assert.equal(detected({}, "GET", "Version=1&Action=ListMetrics"), "query");
  });

  test("takes the service's own where nothing shows", () => {
    assert.equal(detected({}), "rpc-v2-cbor");
    const lambda = createProtocols(loadModel("lambda"));
    const head = { method: "POST", query: "", headers: { "content-type": "application/x-www-form-urlencoded" } };
    assert.equal(lambda.detect(head).name, "rest-json");
  });
});
