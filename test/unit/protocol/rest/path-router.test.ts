import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadModel } from "../../../../src/models/load-model.ts";
import { PathRouter } from "../../../../src/protocol/rest/path-router.ts";
import { archivedModel } from "../../../protocol/support/models.ts";

const lambda = new PathRouter(loadModel("lambda").operations.values());
const s3 = new PathRouter((await archivedModel("s3")).operations.values());

const match = (method: string, path: string, query = "", headers: Record<string, string> = {}) =>
  s3.match({ method, query, headers }, path);

const get = (path: string, query = "") => lambda.match({ method: "GET", query, headers: {} }, path);

describe("Lambda's paths", () => {
  test("carry whole ARNs, percent-encoded or not", () => {
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:f:live";
    const route = { operationName: "GetFunction", labels: { FunctionName: arn } };
    assert.deepEqual(get(`/2015-03-31/functions/${arn}`), route);
    assert.deepEqual(get(`/2015-03-31/functions/${encodeURIComponent(arn)}`), route);
  });

  test("may end in a slash", () => {
    assert.equal(get("/2015-03-31/functions/")?.operationName, "ListFunctions");
    assert.equal(get("/2015-03-31/functions")?.operationName, "ListFunctions");
    assert.equal(get("/2015-03-31/functions/f/")?.operationName, "GetFunction");
  });

  test("are told apart by query parameters with a fixed value", () => {
    const path = "/2019-09-30/functions/f/provisioned-concurrency";
    assert.equal(get(path, "Qualifier=1")?.operationName, "GetProvisionedConcurrencyConfig");
    assert.equal(get(path, "List=ALL")?.operationName, "ListProvisionedConcurrencyConfigs");
    assert.equal(get("/2018-10-31/layers", "find=LayerVersion")?.operationName, "GetLayerVersionByArn");
    assert.equal(get("/2018-10-31/layers", "find=Other")?.operationName, "ListLayers");
  });

  test("are remembered, and no more of them than have room, whatever clients ask for", () => {
    const first = get("/2015-03-31/functions/first");
    assert.equal(get("/2015-03-31/functions/first"), first);
    for (let index = 0; index < 1_024; index += 1) get(`/2015-03-31/functions/f${index}`);
    assert.notEqual(get("/2015-03-31/functions/first"), first);
    const long = `/2015-03-31/functions/${"f".repeat(300)}`;
    assert.notEqual(get(long), get(long));
  });

  test("lead to the same place again, each method to its own, and those with a query anew", () => {
    const path = "/2015-03-31/functions/again";
    assert.deepEqual(get(path), { operationName: "GetFunction", labels: { FunctionName: "again" } });
    const remove = lambda.match({ method: "DELETE", query: "", headers: {} }, path);
    assert.deepEqual(remove, { operationName: "DeleteFunction", labels: { FunctionName: "again" } });
    assert.deepEqual(get(path), { operationName: "GetFunction", labels: { FunctionName: "again" } });
    assert.equal(get("/2018-10-31/layers")?.operationName, "ListLayers");
    assert.equal(get("/2018-10-31/layers", "find=LayerVersion")?.operationName, "GetLayerVersionByArn");
  });

  test("belong to their date, their method and nothing longer", () => {
    assert.equal(get("/2014-11-13/functions/f"), undefined);
    assert.equal(lambda.match({ method: "PATCH", query: "", headers: {} }, "/2015-03-31/functions/f"), undefined);
    assert.equal(get("/2015-03-31/functions/f/configuration/more"), undefined);
    assert.equal(get("/2015-03-31/functions//configuration"), undefined);
  });
});

describe("S3's paths", () => {
  test("keep slashes in keys, the last one too", () => {
    assert.deepEqual(match("GET", "/b/a//b%2Fc/")?.labels, { Bucket: "b", Key: "a//b/c/" });
  });

  test("end at the root, a bucket or a key", () => {
    assert.equal(match("GET", "/")?.operationName, "ListBuckets");
    assert.equal(match("GET", "/b")?.operationName, "ListObjects");
    assert.equal(match("GET", "/b/")?.operationName, "ListObjects");
    assert.equal(match("GET", "/b/k")?.operationName, "GetObject");
  });

  test("ignore x-id", () => {
    assert.equal(match("GET", "/b/k", "x-id=GetObject")?.operationName, "GetObject");
  });

  test("are told apart by sub-resources in the query", () => {
    assert.equal(match("GET", "/b", "list-type=2&prefix=p")?.operationName, "ListObjectsV2");
    assert.equal(match("GET", "/b", "location")?.operationName, "GetBucketLocation");
    assert.equal(match("POST", "/b", "delete=")?.operationName, "DeleteObjects");
  });

  test("are told apart by members that must be there", () => {
    assert.equal(match("PUT", "/b/k")?.operationName, "PutObject");
    assert.equal(match("PUT", "/b/k", "", { "x-amz-copy-source": "/x/y" })?.operationName, "CopyObject");
    assert.equal(match("PUT", "/b/k", "partNumber=1&uploadId=u")?.operationName, "UploadPart");
    const copyPart = match("PUT", "/b/k", "partNumber=1&uploadId=u", { "x-amz-copy-source": "/x/y" });
    assert.equal(copyPart?.operationName, "UploadPartCopy");
  });
});
