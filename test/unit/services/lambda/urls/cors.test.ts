import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isPreflight, preflightResponse, withCors } from "../../../../../src/services/lambda/urls/cors.ts";
import { webRequest } from "./web-request.ts";

const ORIGIN = "https://example.com";

const preflight = (headers: Readonly<Record<string, string>> = {}) =>
  webRequest({
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": "PUT", ...headers },
  });

const grantedTo = (cors: Parameters<typeof preflightResponse>[0], headers = {}) => {
  const { "x-amzn-requestid": _id, ...granted } = preflightResponse(cors, preflight(headers)).headers;
  return granted;
};

describe("a preflight", () => {
  test("is an OPTIONS request of a browser", () => {
    assert.equal(isPreflight(preflight()), true);
    assert.equal(isPreflight(webRequest({ method: "OPTIONS" })), false);
    assert.equal(isPreflight(webRequest({ method: "GET", headers: { origin: ORIGIN } })), false);
  });

  test("is told what the settings say", () => {
    const cors = {
      AllowOrigins: ["https://example.org", ORIGIN],
      AllowMethods: ["GET", "PUT"],
      AllowHeaders: ["x-a", "x-b"],
      MaxAge: 300,
    };
    assert.deepEqual(grantedTo(cors), {
      "access-control-allow-origin": ORIGIN,
      vary: "Origin",
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "x-a,x-b",
      "access-control-max-age": "300",
    });
  });

  test("is granted what it asks for by a star", () => {
    const cors = { AllowOrigins: ["*"], AllowMethods: ["*"], AllowHeaders: ["*"] };
    assert.deepEqual(grantedTo(cors, { "access-control-request-headers": "x-c" }), {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "x-c",
    });
  });

  test("of a page that may send credentials is told its own name", () => {
    assert.deepEqual(grantedTo({ AllowOrigins: ["*"], AllowCredentials: true }), {
      "access-control-allow-origin": ORIGIN,
      vary: "Origin",
      "access-control-allow-credentials": "true",
    });
  });

  test("of another page is told nothing", () => {
    assert.deepEqual(grantedTo({ AllowOrigins: ["https://example.org"], AllowMethods: ["*"] }), {});
    assert.deepEqual(grantedTo({}), {});
  });
});

describe("an answer to a page of another origin", () => {
  const response = { status: 200, headers: { vary: "Accept", "access-control-allow-origin": "*" }, body: "" };
  const request = webRequest({ headers: { origin: ORIGIN } });

  test("says who may read it and what, instead of what the function says", () => {
    const cors = { AllowOrigins: [ORIGIN], ExposeHeaders: ["x-a"] };
    assert.deepEqual(withCors(response, cors, request).headers, {
      vary: "Accept, Origin",
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": "x-a",
    });
  });

  test("is the function's own where the URL has no settings, or not for this page", () => {
    assert.equal(withCors(response, undefined, request), response);
    assert.equal(withCors(response, { AllowOrigins: ["https://example.org"] }, request), response);
    assert.equal(withCors(response, { AllowOrigins: ["*"] }, webRequest()), response);
  });
});
