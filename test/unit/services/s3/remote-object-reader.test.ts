import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { ServiceException } from "../../../../src/aws/service-exception.ts";
import {
  type RemoteAnswer,
  type RemoteBuckets,
  RemoteObjectReader,
  type RemoteRequest,
} from "../../../../src/services/s3/remote-object-reader.ts";

const LOCATION = { bucket: "code", key: "a b/../ü.zip" };
const PATH = "/code/a%20b/../%C3%BC.zip";

/** Answers every request with the same object, and remembers what it was asked. */
class OneObject implements RemoteBuckets {
  readonly requests: RemoteRequest[] = [];
  body = () => Readable.from(["hel", "lo"]);

  send(request: RemoteRequest): Promise<RemoteAnswer> {
    this.requests.push(request);
    const headers = { "content-length": "5", etag: '"tag"', "x-amz-version-id": "v1" };
    return Promise.resolve({ headers, body: request.method === "GET" ? this.body() : Readable.from([]) });
  }
}

class NoServer implements RemoteBuckets {
  requests = 0;

  send(): Promise<RemoteAnswer> {
    this.requests += 1;
    return Promise.reject(new ServiceException({ code: "ServiceUnavailable", statusCode: 503, message: "" }));
  }
}

function* brokenOff(): Generator<string, void, undefined> {
  yield "hel";
  throw new Error("connection reset");
}

const NOTHING: RemoteBuckets = {
  send: ({ method }) => {
    const code = method === "HEAD" ? "404" : "NoSuchKey";
    return Promise.reject(new ServiceException({ code, statusCode: 404, message: "" }));
  },
};

describe("RemoteObjectReader", () => {
  test("finds an object without reading it", async () => {
    const buckets = new OneObject();
    const { sizeBytes, eTag, versionId } = await new RemoteObjectReader(buckets).find(LOCATION);
    assert.deepEqual({ sizeBytes, eTag, versionId }, { sizeBytes: 5, eTag: '"tag"', versionId: "v1" });
    assert.deepEqual(buckets.requests, [{ method: "HEAD", path: PATH, query: "", headers: {} }]);
  });

  test("reads the object that it found, and no newer one", async () => {
    const buckets = new OneObject();
    const found = await new RemoteObjectReader(buckets).find(LOCATION);
    assert.equal(await text(found.open()), "hello");
    assert.deepEqual(buckets.requests[1], { method: "GET", path: PATH, query: "", headers: { "if-match": '"tag"' } });
  });

  test("does not ask a server again that does not answer", async () => {
    const buckets = new NoServer();
    await assert.rejects(new RemoteObjectReader(buckets).find(LOCATION), { code: "ServiceUnavailable" });
    assert.equal(buckets.requests, 1);
  });

  test("is told when that server breaks off half-way", async () => {
    const buckets = new OneObject();
    const found = await new RemoteObjectReader(buckets).find(LOCATION);
    buckets.body = () => Readable.from(brokenOff());
    await assert.rejects(text(found.open()), { code: "InternalError", statusCode: 500 });
  });

  test("asks for the version that is named", async () => {
    const buckets = new OneObject();
    await new RemoteObjectReader(buckets).find({ ...LOCATION, versionId: "a/b" });
    assert.equal(buckets.requests[0]?.query, "versionId=a%2Fb");
  });

  test("says why there is no object, which HEAD cannot", async () => {
    await assert.rejects(new RemoteObjectReader(NOTHING).find(LOCATION), { code: "NoSuchKey" });
  });
});
