import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import { canonicalQuery } from "../../../../src/protocol/sigv4/canonical-request.ts";
import { parseAuthorization } from "../../../../src/protocol/sigv4/parse-authorization.ts";
import { parsePresignedUrl } from "../../../../src/protocol/sigv4/parse-presigned-url.ts";
import { sha256Hex } from "../../../../src/protocol/sigv4/signature.ts";
import { signRequest } from "../../../../src/protocol/sigv4/sign-request.ts";
import { SigningKeyCache } from "../../../../src/protocol/sigv4/signing-key.ts";
import { verifySignature } from "../../../../src/protocol/sigv4/verify-signature.ts";

const CREDENTIALS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token/+=" };
const NOW = new Date("2026-01-01T00:00:00Z");

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

const signer = (service: string, uriEscapePath = true): SignatureV4 =>
  new SignatureV4({ service, region: "us-east-1", credentials: CREDENTIALS, sha256: Sha256, uriEscapePath });

const httpRequest = (path: string, query: Record<string, string | string[]>, body?: string) => ({
  method: "POST",
  protocol: "http:",
  hostname: "localhost",
  path,
  query,
  headers: { host: "localhost:4566", "x-amz-target": "  two   spaces " },
  ...(body !== undefined && { body }),
});

const queryText = (query: Record<string, string | string[] | null>): string =>
  Object.entries(query)
    .flatMap(([name, values]) => [values ?? ""].flat().map((value) => [name, value] as const))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const verifyHeaderForm = async (service: string, path: string, query: Record<string, string | string[]>) => {
  const signed = await signer(service, service !== "s3").sign(httpRequest(path, query, "payload"), {
    signingDate: NOW,
  });
  const headers = lowerCase(signed.headers);
  const claim = parseAuthorization(headers["authorization"] ?? "", headers, "rest");
  assert.equal(claim.sessionToken, CREDENTIALS.sessionToken);
  return verifySignature(
    { method: "POST", path, query: queryText(query), headers },
    claim,
    CREDENTIALS.secretAccessKey,
    sha256Hex("payload"),
    new SigningKeyCache(),
  );
};

describe("the SDK's own signer", () => {
  test("is understood for an encoded ARN in the path", async () => {
    const path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/invocations";
    assert.equal(await verifyHeaderForm("lambda", path, { Qualifier: "$LATEST" }), true);
  });

  test("is understood for queries with repeated names, spaces, pluses and stars", async () => {
    const query = { b: ["2", "10", "1"], a: "x y+z*(1)'!~", "": "" };
    assert.equal(await verifyHeaderForm("lambda", "/", query), true);
  });

  test("is understood for S3 keys that look like paths to normalize", async () => {
    assert.equal(await verifyHeaderForm("s3", "/bucket//a/../b%20%C3%BC%2B%281%29", { "list-type": "2" }), true);
  });

  test("is understood in the query form", async () => {
    const presigned = await signer("sts").presign(httpRequest("/", { Action: "GetCallerIdentity" }), {
      signingDate: NOW,
      expiresIn: 60,
    });
    const query = queryText(presigned.query ?? {});
    const claim = parsePresignedUrl(query, "query");
    const request = { method: "POST", path: "/", query, headers: lowerCase(presigned.headers) };
    assert.equal(claim.expiresSeconds, 60);
    assert.equal(claim.sessionToken, CREDENTIALS.sessionToken);
    assert.equal(
      verifySignature(request, claim, CREDENTIALS.secretAccessKey, sha256Hex(""), new SigningKeyCache()),
      true,
    );
  });

  test("makes the same signature as signRequest", async () => {
    const theirs = await signer("lambda").sign(httpRequest("/functions/f", { a: "1" }, "payload"), {
      signingDate: NOW,
    });
    const ours = signRequest(
      {
        method: "POST",
        path: "/functions/f",
        query: canonicalQuery("a=1"),
        headers: httpRequest("", {}).headers,
        body: "payload",
      },
      { credentials: CREDENTIALS, region: "us-east-1", signingName: "lambda", nowMs: NOW.getTime() },
    );
    assert.equal(ours["authorization"], lowerCase(theirs.headers)["authorization"]);
  });
});
