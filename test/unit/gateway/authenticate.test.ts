import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatAmzDate } from "../../../src/protocol/sigv4/amz-date.ts";
import { sha256Hex, stringToSign } from "../../../src/protocol/sigv4/signature.ts";
import { canonicalRequest } from "../../../src/protocol/sigv4/canonical-request.ts";
import { deriveSigningKey, formatScope } from "../../../src/protocol/sigv4/signing-key.ts";
import { signRequest } from "../../../src/protocol/sigv4/sign-request.ts";
import {
  type Authentication,
  Authenticator,
  type SigningTarget,
  signingTarget,
} from "../../../src/gateway/authenticate.ts";
import type { RequestHead } from "../../../src/gateway/served-service.ts";
import type { AccessKeyUse } from "../../../src/aws/principal.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ACCOUNT, accessKeys, CREDENTIALS, fakeService, NOW_MS, type FakeServiceOptions } from "./fake-service.ts";

const unnoticed = { record: () => {} };

const authenticator = (open = false, accessKeyUse: AccessKeyUse = unnoticed): Authenticator =>
  new Authenticator({ accessKeys, accessKeyUse, account: ACCOUNT, clock: new FakeClock(NOW_MS), open });

const targetOf = (options: FakeServiceOptions = {}): SigningTarget => {
  const served = fakeService({ GetThing: async () => ({}) }, options);
  const operation = served.model.operations.get("GetThing");
  assert.ok(operation);
  return signingTarget({
    served,
    operation,
    protocol: served.protocols.detect(UNSIGNED),
    route: { operationName: "GetThing", labels: {} },
  });
};

const UNSIGNED: RequestHead = {
  method: "POST",
  path: "/things/GetThing",
  query: "",
  headers: { host: "localhost:4566" },
};

interface Signing {
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly region?: string;
  readonly signingName?: string;
  readonly nowMs?: number;
  readonly payloadHash?: string;
}

const signed = (signing: Signing = {}): RequestHead => {
  const options = { credentials: CREDENTIALS, region: "us-east-1", signingName: "things", nowMs: NOW_MS, ...signing };
  return { ...UNSIGNED, headers: signRequest({ ...UNSIGNED, body: "body" }, options) };
};

/** A presigned URL as a client of a service other than S3 makes it: the empty body's hash is signed. */
const presigned = (expiresSeconds: number, signedAtMs = NOW_MS): RequestHead => {
  const scope = { date: formatAmzDate(signedAtMs).slice(0, 8), region: "us-east-1", signingName: "things" };
  const credential = encodeURIComponent(`${CREDENTIALS.accessKeyId}/${formatScope(scope)}`);
  const amzDate = formatAmzDate(signedAtMs);
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${amzDate}&X-Amz-Expires=${expiresSeconds}&X-Amz-SignedHeaders=host`;
  const canonical = canonicalRequest({ ...UNSIGNED, query }, "things", ["host"], sha256Hex(""));
  const key = deriveSigningKey(CREDENTIALS.secretAccessKey, scope);
  const signature = key.sign(stringToSign(amzDate, formatScope(scope), canonical));
  return { ...UNSIGNED, query: `${query}&X-Amz-Signature=${signature}` };
};

const accepts = (head: RequestHead, target = targetOf()): Authentication => authenticator().begin(head, target);

const refuses = (head: RequestHead, expected: object, target = targetOf()): void =>
  assert.throws(() => authenticator().begin(head, target), expected);

describe("a signature in the header", () => {
  test("makes its key's owner the caller", () => {
    assert.equal(accepts(signed()).caller.arn, "arn:aws:iam::000000000000:user/alice");
  });

  test("that names a hash is checked before the body, the body against the hash", () => {
    const authentication = accepts(signed());
    assert.equal(authentication.bodyHash, "at-end");
    authentication.confirm(sha256Hex("body"));
    assert.throws(() => authentication.confirm(sha256Hex("other")), { code: "InvalidSignatureException" });
  });

  test("that names no hash is checked when the body is there", () => {
    const { "x-amz-content-sha256": _, ...headers } = signed().headers;
    const authorization = headers["authorization"]?.replace("x-amz-content-sha256;", "") ?? "";
    const scope = { date: "20260101", region: "us-east-1", signingName: "things" };
    const canonical = canonicalRequest({ ...UNSIGNED, headers }, "things", ["host", "x-amz-date"], sha256Hex("body"));
    const key = deriveSigningKey(CREDENTIALS.secretAccessKey, scope);
    const text = stringToSign("20260101T000000Z", formatScope(scope), canonical);
    const signature = key.sign(text);
    const head = { ...UNSIGNED, headers: { ...headers, authorization: authorization.replace(/\w+$/, signature) } };
    const authentication = accepts(head);
    assert.equal(authentication.bodyHash, "before-use");
    authentication.confirm(sha256Hex("body"));
    assert.throws(() => authentication.confirm(sha256Hex("other")), { code: "InvalidSignatureException" });
  });

  test("is refused when a byte of the request has changed", () => {
    refuses({ ...signed(), path: "/things/PutThing" }, { code: "InvalidSignatureException", statusCode: 403 });
  });

  test("is refused when a header it must cover was added later", () => {
    const head = signed();
    refuses(
      { ...head, headers: { ...head.headers, "x-amz-target": "Other" } },
      {
        code: "InvalidSignatureException",
        message: "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
      },
    );
  });

  test("is refused for another region", () => {
    refuses(signed({ region: "eu-west-1" }), {
      code: "InvalidSignatureException",
      message: "Credential should be scoped to a valid region. ",
    });
  });

  test("is refused for another service", () => {
    refuses(signed({ signingName: "lambda" }), {
      code: "InvalidSignatureException",
      message: "Credential should be scoped to correct service: 'things'. ",
    });
  });

  test("of a global service is taken from the region where it lives", () => {
    const elsewhere = new Authenticator({
      accessKeys,
      accessKeyUse: unnoticed,
      account: { ...ACCOUNT, region: "eu-west-1" },
      clock: new FakeClock(NOW_MS),
      open: false,
    });
    elsewhere.begin(signed({ signingName: "iam" }), targetOf({ signingName: "iam" }));
  });

  test("is refused five minutes after it was made", () => {
    refuses(signed({ nowMs: NOW_MS - 300_001 }), {
      code: "InvalidSignatureException",
      message: /^Signature expired: /,
    });
  });

  test("is refused when it was made five minutes ahead", () => {
    refuses(signed({ nowMs: NOW_MS + 301_000 }), {
      code: "InvalidSignatureException",
      message: /^Signature not yet current: /,
    });
  });
});

describe("the use of an access key", () => {
  test("is noted with its service and region once the signature is verified", () => {
    const uses: unknown[] = [];
    const noting = authenticator(false, { record: (accessKeyId, use) => void uses.push({ accessKeyId, ...use }) });
    noting.begin(signed(), targetOf()).confirm(sha256Hex("body"));
    assert.deepEqual(uses, [{ accessKeyId: CREDENTIALS.accessKeyId, serviceName: "things", region: "us-east-1" }]);
  });

  test("is not noted when the signature is wrong", () => {
    const noting = authenticator(false, { record: () => assert.fail("noted") });
    const wrong = signed({ credentials: { ...CREDENTIALS, secretAccessKey: "wrong" } });
    assert.throws(() => noting.begin(wrong, targetOf()).confirm(sha256Hex("body")));
  });
});

describe("each dialect names the same refusal in its own way", () => {
  const unknownKey = { credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "secret" } };
  const wrongSecret = { credentials: { ...CREDENTIALS, secretAccessKey: "wrong" } };
  const json = targetOf({ protocolName: "json-1.1" });
  const query = targetOf({ protocolName: "query" });
  const s3 = targetOf({ protocolName: "rest-xml", signingName: "s3" });

  test("no signature at all", () => {
    refuses(UNSIGNED, {
      code: "MissingAuthenticationTokenException",
      statusCode: 403,
      message: "Missing Authentication Token",
    });
    refuses(UNSIGNED, { code: "MissingAuthenticationTokenException", statusCode: 400 }, json);
    refuses(UNSIGNED, { code: "MissingAuthenticationToken", statusCode: 403 }, query);
    refuses(UNSIGNED, { code: "AccessDenied", statusCode: 403 }, s3);
  });

  test("an unknown key", () => {
    const message = "The security token included in the request is invalid.";
    refuses(signed(unknownKey), { code: "UnrecognizedClientException", statusCode: 403, message });
    refuses(signed(unknownKey), { code: "UnrecognizedClientException", statusCode: 400, message }, json);
    refuses(signed(unknownKey), { code: "InvalidClientTokenId", statusCode: 403, message }, query);
    refuses(signed({ ...unknownKey, signingName: "s3" }), { code: "InvalidAccessKeyId", statusCode: 403 }, s3);
  });

  test("a wrong secret", () => {
    refuses(signed(wrongSecret), {
      code: "InvalidSignatureException",
      statusCode: 403,
      message:
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    });
    refuses(signed(wrongSecret), { code: "InvalidSignatureException", statusCode: 400 }, json);
    refuses(signed(wrongSecret), { code: "SignatureDoesNotMatch", statusCode: 403 }, query);
    refuses(signed({ ...wrongSecret, signingName: "s3" }), { code: "SignatureDoesNotMatch", statusCode: 403 }, s3);
  });

  test("an expired session token", () => {
    const expired = { credentials: { ...CREDENTIALS, sessionToken: "expired" } };
    refuses(signed(expired), {
      code: "ExpiredTokenException",
      statusCode: 403,
      message: "The security token included in the request is expired",
    });
    refuses(signed(expired), { code: "ExpiredToken", statusCode: 403 }, query);
    refuses(signed({ ...expired, signingName: "s3" }), { code: "ExpiredToken", statusCode: 400 }, s3);
  });

  test("a forged session token", () => {
    const forged = { credentials: { ...CREDENTIALS, sessionToken: "forged" } };
    refuses(signed(forged), { code: "UnrecognizedClientException", statusCode: 403 });
    refuses(signed(forged), { code: "InvalidClientTokenId", statusCode: 403 }, query);
  });

  test("an inactive key, which is as good as none", () => {
    const inactive = { credentials: { accessKeyId: "AKIAINACTIVE", secretAccessKey: "secret" } };
    refuses(signed(inactive), { code: "UnrecognizedClientException" });
  });
});

describe("a presigned URL", () => {
  test("is good until it expires", () => {
    accepts(presigned(60, NOW_MS - 60_000)).confirm(sha256Hex(""));
    refuses(presigned(60, NOW_MS - 61_000), { code: "InvalidSignatureException", message: /^Signature expired: / });
  });

  test("is refused when it was altered", () => {
    const head = presigned(60);
    const altered = { ...head, query: head.query.replace("X-Amz-Expires=60", "X-Amz-Expires=61") };
    assert.throws(() => accepts(altered).confirm(sha256Hex("")), { code: "InvalidSignatureException" });
  });
});

describe("a body that is not signed", () => {
  test("is S3's privilege", () => {
    const s3 = targetOf({ protocolName: "rest-xml", signingName: "s3" });
    const head = signed({ signingName: "s3", payloadHash: "UNSIGNED-PAYLOAD" });
    assert.equal(accepts(head, s3).bodyHash, "none");
  });

  test("is hashed all the same for other services, whatever the marker says", () => {
    const unsigned = accepts(signed({ payloadHash: "UNSIGNED-PAYLOAD" }));
    assert.equal(unsigned.bodyHash, "before-use");
    assert.throws(() => unsigned.confirm(sha256Hex("body")), { code: "InvalidSignatureException" });
    const chunked = accepts(signed({ payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER" }));
    assert.equal(chunked.declaration.kind, "absent");
    assert.throws(() => chunked.confirm(sha256Hex("body")), { code: "InvalidSignatureException" });
  });

  test("with a marker that nobody knows is refused by S3", () => {
    const s3 = targetOf({ protocolName: "rest-xml", signingName: "s3" });
    const head = signed({ signingName: "s3", payloadHash: "STREAMING-SOMETHING" });
    refuses(head, { code: "InvalidArgument", statusCode: 400 }, s3);
  });
});

describe("an open server", () => {
  const root = "arn:aws:iam::000000000000:root";

  test("takes unsigned callers for root", () => {
    assert.equal(authenticator(true).begin(UNSIGNED, targetOf()).caller.arn, root);
  });

  test("takes unknown keys, tokens from elsewhere and other regions for root", () => {
    const stranger = { accessKeyId: "test", secretAccessKey: "test" };
    const region = "eu-west-1";
    assert.equal(authenticator(true).begin(signed({ credentials: stranger, region }), targetOf()).caller.arn, root);
    const foreign = { ...stranger, sessionToken: "forged" };
    assert.equal(authenticator(true).begin(signed({ credentials: foreign }), targetOf()).caller.arn, root);
  });

  test("still tells known callers apart and holds them to their signature", () => {
    const known = authenticator(true).begin(signed(), targetOf());
    assert.equal(known.caller.arn, "arn:aws:iam::000000000000:user/alice");
    const wrongSecret = signed({ credentials: { ...CREDENTIALS, secretAccessKey: "wrong" } });
    assert.throws(() => authenticator(true).begin(wrongSecret, targetOf()), { code: "InvalidSignatureException" });
  });
});
