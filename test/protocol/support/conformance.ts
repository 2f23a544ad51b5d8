import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import type { ServerProtocol, WireRequest, WireResponse } from "../../../src/protocol/contract.ts";

/** What a client sends; what is left out is a POST of nothing to `/`. */
export type RequestCase = Partial<Omit<WireRequest, "body">> & { readonly body?: string | Uint8Array };

/** Cases by what they show; the name completes the sentence that the suite begins. */
export interface ConformanceCases {
  /** Request bytes and the input they are. */
  readonly requests?: Readonly<Record<string, readonly [operation: string, request: RequestCase, input: object]>>;
  /** Requests that are refused, and how. */
  readonly refusals?: Readonly<Record<string, readonly [request: RequestCase, code: string, message: string]>>;
  /** Requests that no operation answers to. */
  readonly unroutable?: Readonly<Record<string, RequestCase>>;
  /** Output and the response it becomes; headers that are not named do not matter. */
  readonly responses?: Readonly<
    Record<string, readonly [operation: string, output: object | undefined, response: ExpectedResponse]>
  >;
  readonly errors?: Readonly<Record<string, readonly [error: ServiceException, response: ExpectedResponse]>>;
}

/** A header that must be absent is named with undefined. */
export interface ExpectedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array;
}

/** Given to every response under test. */
export const REQUEST_ID = "11111111-2222-4333-8444-555555555555";

/** Runs a protocol's cases, each as a test of its own. */
export const describeConformance = (protocol: ServerProtocol, cases: ConformanceCases): void => {
  describe(`${protocol.name} reads`, () => {
    for (const [name, [operation, sent, input]] of Object.entries(cases.requests ?? {})) {
      test(name, () => {
        const request = toWireRequest(sent);
        const route = protocol.route(request);
        assert.equal(route?.operationName, operation);
        assert.deepEqual(plain(protocol.parse(route, request)), input);
      });
    }
  });

  describe(`${protocol.name} refuses`, () => {
    for (const [name, [sent, code, message]] of Object.entries(cases.refusals ?? {})) {
      test(name, () => {
        const request = toWireRequest(sent);
        assert.throws(
          () => protocol.parse(protocol.route(request) ?? assert.fail("no route"), request),
          (error) => {
            assert.ok(error instanceof ServiceException);
            assert.deepEqual([error.code, error.message, error.statusCode], [code, message, 400]);
            return true;
          },
        );
      });
    }
    for (const [name, sent] of Object.entries(cases.unroutable ?? {})) {
      test(name, () => assert.equal(protocol.route(toWireRequest(sent)), undefined));
    }
  });

  describe(`${protocol.name} writes`, () => {
    for (const [name, [operation, output, expected]] of Object.entries(cases.responses ?? {})) {
      test(name, () => assertResponse(protocol.serialize(operation, output, REQUEST_ID), expected));
    }
    for (const [name, [error, expected]] of Object.entries(cases.errors ?? {})) {
      test(name, () => assertResponse(protocol.serializeError(undefined, error, REQUEST_ID), expected));
    }
  });
};

/** Fills what a case leaves out. */
export const toWireRequest = ({ body = "", ...head }: RequestCase): WireRequest => ({
  method: "POST",
  path: "/",
  query: "",
  headers: {},
  ...head,
  body: typeof body === "string" ? Buffer.from(body) : body,
});

const assertResponse = (actual: WireResponse, expected: ExpectedResponse): void => {
  assert.equal(actual.status, expected.status);
  for (const [name, value] of Object.entries(expected.headers ?? {})) assert.equal(actual.headers[name], value, name);
  const encoding = typeof expected.body === "string" ? "utf8" : "hex";
  assert.equal(encode(actual.body, encoding), encode(expected.body, encoding));
};

const encode = (body: WireResponse["body"], encoding: "utf8" | "hex"): string =>
  typeof body === "string" || body instanceof Uint8Array ? Buffer.from(body).toString(encoding) : "a stream";

/** Buffers and byte arrays mean the same. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};
