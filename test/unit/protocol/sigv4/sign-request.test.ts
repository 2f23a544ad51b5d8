import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseAmzDate } from "../../../../src/protocol/sigv4/amz-date.ts";
import { signRequest } from "../../../../src/protocol/sigv4/sign-request.ts";

const signatureOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /Signature=([0-9a-f]+)$/.exec(headers["authorization"] ?? "")?.[1];

/**
 * Source: the examples of the S3 API reference, "Authenticating Requests: Using the Authorization Header",
 * with the credentials that AWS prints there. Read 2026-11.
 */
describe("signRequest agrees with the examples that AWS publishes for S3", () => {
  const options = {
    credentials: {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    region: "us-east-1",
    signingName: "s3",
    nowMs: parseAmzDate("20130524T000000Z") ?? Number.NaN,
  };
  const host = "examplebucket.s3.amazonaws.com";

  test("GET an object with a range", () => {
    const headers = { host, range: "bytes=0-9" };
    const signed = signRequest({ method: "GET", path: "/test.txt", query: "", headers, body: "" }, options);
    assert.equal(signatureOf(signed), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  });

  test("PUT an object whose key has a dollar sign", () => {
    const signed = signRequest(
      {
        method: "PUT",
        path: "/test$file.text",
        query: "",
        headers: { host, date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
        body: "Welcome to Amazon S3.",
      },
      options,
    );
    assert.equal(signatureOf(signed), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  });

  test("GET a bucket's lifecycle, a query parameter without a value", () => {
    const signed = signRequest({ method: "GET", path: "/", query: "lifecycle", headers: { host }, body: "" }, options);
    assert.equal(signatureOf(signed), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  });

  test("list a bucket with parameters", () => {
    const query = "max-keys=2&prefix=J";
    const signed = signRequest({ method: "GET", path: "/", query, headers: { host }, body: "" }, options);
    assert.equal(signatureOf(signed), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  });
});
