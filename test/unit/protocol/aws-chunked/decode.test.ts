import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  decodeAwsChunked,
  type AwsChunkedOptions,
  type Trailers,
} from "../../../../src/protocol/aws-chunked/decode.ts";
import { ChunkSignatures } from "../../../../src/protocol/sigv4/chunk-signatures.ts";
import type { SignatureClaim } from "../../../../src/protocol/sigv4/claim.ts";
import { deriveSigningKey } from "../../../../src/protocol/sigv4/signing-key.ts";

const PLAIN: AwsChunkedOptions = {
  signatures: undefined,
  signedTrailers: false,
  decodedBytes: undefined,
  onTrailers: () => {},
};

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, "latin1");
}

const decode = async (source: AsyncIterable<Uint8Array>, options: Partial<AwsChunkedOptions> = {}): Promise<string> => {
  const decoded: Uint8Array[] = [];
  for await (const bytes of decodeAwsChunked(source, { ...PLAIN, ...options })) decoded.push(bytes);
  return Buffer.concat(decoded).toString("latin1");
};

describe("decodeAwsChunked", () => {
  test("joins the chunks", async () => {
    assert.equal(await decode(pieces("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")), "abcde");
  });

  test("does not care where the network cuts", async () => {
    assert.equal(await decode(pieces("1", "0\r", "\nabcdefgh", "ijklmnop\r", "\n0\r\n", "\r\n")), "abcdefghijklmnop");
  });

  test("hands over the trailing headers, by name in lower case", async () => {
    let seen: Trailers | undefined;
    await decode(pieces("1\r\na\r\n0\r\nX-Amz-Checksum-CRC32: AAAA \r\n\r\n"), { onTrailers: (t) => (seen = t) });
    assert.deepEqual(seen, { "x-amz-checksum-crc32": "AAAA" });
  });

  test("refuses a body that ends before its last chunk", async () => {
    await assert.rejects(decode(pieces("5\r\nab")), { code: "IncompleteBody", statusCode: 400 });
    await assert.rejects(decode(pieces("2\r\nab\r\n")), { code: "IncompleteBody" });
    await assert.rejects(decode(pieces("")), { code: "IncompleteBody" });
  });

  test("refuses a body whose decoded length is not the announced one", async () => {
    const source = pieces("3\r\nabc\r\n0\r\n\r\n");
    await assert.rejects(decode(source, { decodedBytes: 4 }), { code: "IncompleteBody" });
  });

  test("refuses sizes that are no hexadecimal number, or absurd", async () => {
    await assert.rejects(decode(pieces("xyz\r\n")), { code: "InvalidRequest" });
    await assert.rejects(decode(pieces("-1\r\n")), { code: "InvalidRequest" });
    await assert.rejects(decode(pieces("fffffffffffffff\r\n")), { code: "InvalidRequest" });
  });

  test("refuses a chunk longer than it said", async () => {
    await assert.rejects(decode(pieces("2\r\nabc\r\n0\r\n\r\n")), { code: "InvalidRequest" });
  });

  test("stops reading a header line that does not end", async () => {
    await assert.rejects(decode(pieces("0".repeat(600), "0".repeat(600))), { code: "InvalidRequest" });
  });

  test("refuses trailers that are no headers or do not end", async () => {
    await assert.rejects(decode(pieces("0\r\nnonsense\r\n\r\n")), { code: "MalformedTrailerError" });
    await assert.rejects(decode(pieces(`0\r\nx:${"y".repeat(9000)}\r\n\r\n`)), { code: "MalformedTrailerError" });
  });
});

/** Source: S3 API reference, "Signature Calculations for the Authorization Header: Transferring a Payload in Multiple Chunks". */
const scope = { date: "20130524", region: "us-east-1", signingName: "s3" };
const claim = (signature: string): SignatureClaim => ({
  form: "header",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  scope,
  signedHeaders: [],
  signature,
  amzDate: "20130524T000000Z",
  signedAtMs: 0,
  sessionToken: undefined,
  expiresSeconds: undefined,
});
const key = deriveSigningKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope);
const body = (signatures: readonly [string, string, string], rest = "\r\n"): string =>
  `10000;chunk-signature=${signatures[0]}\r\n${"a".repeat(65_536)}\r\n400;chunk-signature=${signatures[1]}\r\n${"a".repeat(1024)}\r\n0;chunk-signature=${signatures[2]}\r\n${rest}`;

const SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const SIGNATURES = [
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
] as const;

const TRAILER_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
const TRAILER_SIGNATURES = [
  "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
  "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
  "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
] as const;
const trailers = (checksum: string): string =>
  `x-amz-checksum-crc32c:${checksum}\n\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`;

const refusesTrailers = (rest: string): Promise<void> =>
  assert.rejects(
    decode(pieces(body(TRAILER_SIGNATURES, rest)), {
      signatures: new ChunkSignatures(claim(TRAILER_SEED), key),
      signedTrailers: true,
    }),
    { code: "SignatureDoesNotMatch" },
  );

describe("decodeAwsChunked with signatures agrees with the examples that AWS publishes", () => {
  test("without trailers", async () => {
    const signatures = new ChunkSignatures(claim(SEED), key);
    assert.equal((await decode(pieces(body(SIGNATURES)), { signatures, decodedBytes: 66_560 })).length, 66_560);
  });

  test("and refuses a changed byte, a changed order and a missing signature", async () => {
    const altered = body(SIGNATURES).replace("aaaa\r\n0;", "aaab\r\n0;");
    const swapped = body([SIGNATURES[1], SIGNATURES[0], SIGNATURES[2]]);
    const unsigned = body(SIGNATURES).replaceAll(/;chunk-signature=\w+/g, "");
    const wrong = { code: "SignatureDoesNotMatch", statusCode: 403 };
    await assert.rejects(decode(pieces(altered), { signatures: new ChunkSignatures(claim(SEED), key) }), wrong);
    await assert.rejects(decode(pieces(swapped), { signatures: new ChunkSignatures(claim(SEED), key) }), wrong);
    await assert.rejects(decode(pieces(unsigned), { signatures: new ChunkSignatures(claim(SEED), key) }), wrong);
  });

  test("with a signed trailer", async () => {
    let seen: Trailers | undefined;
    await decode(pieces(body(TRAILER_SIGNATURES, trailers("sOO8/Q=="))), {
      signatures: new ChunkSignatures(claim(TRAILER_SEED), key),
      signedTrailers: true,
      onTrailers: (t) => (seen = t),
    });
    assert.deepEqual(seen, { "x-amz-checksum-crc32c": "sOO8/Q==" });
  });

  test("and refuses a changed or an unsigned trailer", async () => {
    await refusesTrailers(trailers("AAAAAA=="));
    await refusesTrailers("x-amz-checksum-crc32c:sOO8/Q==\r\n\r\n");
  });
});
