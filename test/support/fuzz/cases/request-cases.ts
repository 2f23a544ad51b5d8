import type { RawRequest } from "../wire/raw-request.ts";
import type { Input } from "../wire/write-request.ts";
import type { FuzzCase } from "./fuzz-case.ts";

type Alteration = (request: RawRequest) => RawRequest;

const body =
  (text: string | Uint8Array): Alteration =>
  (request) => ({ ...request, body: Buffer.from(text) });

const headers =
  (changed: Readonly<Record<string, string>>): Alteration =>
  (request) => ({ ...request, headers: { ...request.headers, ...changed } });

const query =
  (text: string): Alteration =>
  (request) => ({ ...request, target: request.target + (request.target.includes("?") ? "&" : "?") + text });

/** Nested deeper than any stack is. */
const DEEP = 100_000;

const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  "no body": body(""),
  "half a body": (request) => ({ ...request, body: request.body.subarray(0, request.body.byteLength / 2) }),
  "a body of null": body("null"),
  "a body that is a list": body("[]"),
  "a body that is a text": body('"text"'),
  "a body that is a number": body("12"),
  "a body that is no JSON": body("{not json"),
  "a body that is no text": body(Buffer.from([0xff, 0xfe, 0x00, 0xc0, 0xaf])),
  "a body with a mark of byte order": (request) => ({
    ...request,
    body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), request.body]),
  }),
  "a body with another after it": (request) => ({ ...request, body: Buffer.concat([request.body, request.body]) }),
  "deep lists": body("[".repeat(DEEP)),
  "deep structures": body('{"a":'.repeat(DEEP)),
  "deep elements": body("<a>".repeat(DEEP)),
  "an entity that names a file": body('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
  "entities that grow": body('<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;&y;</a>'),
  "a form with many dots": body(`Action=${".a".repeat(5_000)}=1`),
  "members of every object": body('{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"toString":1}'),
  "a content type of another kind": headers({ "content-type": "text/plain" }),
  "a content type of a form": headers({ "content-type": "application/x-www-form-urlencoded" }),
  "a content type of CBOR": headers({ "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" }),
  "a content type that is none": headers({ "content-type": ";;;" }),
  "a content encoding that is not true": headers({ "content-encoding": "gzip" }),
  "a content encoding that nobody knows": headers({ "content-encoding": "unheard-of" }),
  "a digest that is not true": headers({ "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }),
  "a digest that is none": headers({ "content-md5": "none" }),
  "a checksum that is not true": headers({ "x-amz-checksum-crc32": "AAAAAA==" }),
  "a hash that is none": headers({ "x-amz-content-sha256": "none" }),
  "another target": headers({ "x-amz-target": "Unheard_20260101.Of" }),
  "a host of another kind": headers({ host: "exa mple" }),
  "an unknown parameter": query("unheard=of"),
  "parameters without names": query("=&&=a&%=%zz"),
  "a parameter of every object": query("__proto__=a&constructor=b"),
};

/** The whole request is odd, whatever is in it. */
export const requestCases = (least: Input): readonly FuzzCase[] =>
  Object.entries(ALTERATIONS).map(([title, alter]) => ({ title, input: least, alter, mayGoElsewhere: true }));
