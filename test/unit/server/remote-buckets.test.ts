import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { silentLogger } from "../../../src/base/log.ts";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { loadConfig } from "../../../src/server/load-config.ts";
import { SignedRemoteBuckets } from "../../../src/server/remote-buckets.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const KEYS = ["--s3-access-key-id", "AKIAEXAMPLE", "--s3-secret-access-key", "secret"];
const REQUEST = { method: "GET", path: "/code/a/../b", query: "versionId=v", headers: {} } as const;

const bucketsAt = (endpoint: string, keys = KEYS) =>
  new SignedRemoteBuckets(loadConfig(["--s3-endpoint", endpoint, "--s3-region", "eu-west-1", ...keys], {}), {
    clock: new FakeClock(),
    logger: silentLogger,
  });

/** A server that answers as told. */
const startServer = async (answer: RequestListener) => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    buckets: bucketsAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe("SignedRemoteBuckets", () => {
  test("signs requests for its region, and sends paths as they are", async () => {
    await using server = await startServer(({ url, headers }, response) => {
      response.setHeader("etag", '"e"').end(`${url} ${headers.authorization}`);
    });
    const { headers, body } = await server.buckets.send(REQUEST);
    assert.equal(headers["etag"], '"e"');
    assert.match(
      await text(body),
      /^\/code\/a\/\.\.\/b\?versionId=v AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20260101\/eu-west-1\/s3\/aws4_request, /,
    );
  });

  test("refuses in the other server's code and words", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(404).end("<Error><Code>NoSuchKey</Code><Message>There &amp; gone.</Message></Error>");
    });
    await assert.rejects(server.buckets.send(REQUEST), {
      code: "NoSuchKey",
      statusCode: 404,
      message: "There & gone.",
    });
  });

  test("follows no redirection, and survives what is no answer of S3", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(302, { location: "http://elsewhere.invalid/" }).end("<html>moved<br></html>");
    });
    await assert.rejects(server.buckets.send(REQUEST), { code: "302", message: "The S3 server says no more." });
  });

  test("says that there is no server, and nothing of where it should be", async () => {
    await using server = await startServer((_, response) => response.destroy());
    await assert.rejects(server.buckets.send(REQUEST), {
      code: "ServiceUnavailable",
      message: "The S3 server that this server reads code from does not answer.",
    });
  });

  test("is not made without keys", () => {
    assert.throws(
      () => bucketsAt("https://s3.example.com", []),
      (error) => error instanceof OperatorError && /no keys to it/.test(error.message),
    );
  });
});
