import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceIndex } from "../../../src/gateway/identify.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import type { WireRequest } from "../../../src/protocol/contract.ts";
import type { ServedService } from "../../../src/gateway/served-service.ts";

const real = (id: string): ServedService => {
  const model = loadModel(id);
  return { service: { id, operations: {}, unsupported: {} }, model, protocols: createProtocols(model) };
};

const index = new ServiceIndex([real("iam"), real("lambda"), real("logs"), real("sts")]);

const request = (parts: Partial<Omit<WireRequest, "body">> & { readonly body?: string }): WireRequest => ({
  method: "POST",
  path: "/",
  query: "",
  headers: {},
  ...parts,
  body: Buffer.from(parts.body ?? ""),
});

const signedFor = (signingName: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=0`,
});

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const LIST_USERS = "Action=ListUsers&Version=2010-05-08";

const identified = (parts: Parameters<typeof request>[0]): string => {
  const { served, operation } = index.identify(request(parts));
  return `${served.service.id}.${operation.name}`;
};

describe("a request is identified", () => {
  test("by the credential scope and the path", () => {
    const path = "/2015-03-31/functions/f/invocations";
    assert.equal(identified({ path, headers: signedFor("lambda") }), "lambda.Invoke");
  });

  test("by the credential scope of a presigned URL", () => {
    const query = `${LIST_USERS}&X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fiam%2Faws4_request`;
    assert.equal(identified({ method: "GET", query }), "iam.ListUsers");
  });

  test("by its target, even when it was signed for another service", () => {
    const headers = { ...signedFor("lambda"), "x-amz-target": "Logs_20140328.DescribeLogGroups" };
    const json = { "content-type": "application/x-amz-json-1.1" };
    assert.equal(identified({ headers: { ...headers, ...json } }), "logs.DescribeLogGroups");
  });

  test("by the action in its body", () => {
    assert.equal(identified({ headers: { ...signedFor("iam"), ...FORM }, body: LIST_USERS }), "iam.ListUsers");
  });

  test("by the host it is meant for", () => {
    const headers = { host: "lambda.us-east-1.localhost:4566" };
    assert.equal(identified({ method: "GET", path: "/2015-03-31/functions", headers }), "lambda.ListFunctions");
  });

  test("by its path alone, or the action alone, where nothing else tells", () => {
    assert.equal(identified({ method: "GET", path: "/2015-03-31/functions" }), "lambda.ListFunctions");
    const body = "Action=GetCallerIdentity&Version=2011-06-15";
    assert.equal(identified({ headers: FORM, body }), "sts.GetCallerIdentity");
  });
});

describe("a request is read before it is identified", () => {
  test("only when its service speaks the query protocol", () => {
    assert.equal(index.needsBody(request({ headers: { ...signedFor("iam"), ...FORM } })), true);
    assert.equal(index.needsBody(request({ headers: { ...signedFor("lambda"), ...FORM } })), false);
  });

  test("or when nothing else tells and it is a form", () => {
    assert.equal(index.needsBody(request({ headers: FORM })), true);
    assert.equal(index.needsBody(request({})), false);
  });
});

const refused = (parts: Parameters<typeof request>[0], expected: object): void =>
  assert.throws(() => index.identify(request(parts)), expected);

describe("a request is refused", () => {
  test("as an invalid action by query services", () => {
    const headers = { ...signedFor("iam"), ...FORM };
    refused(
      { headers, body: "Action=MakeCoffee" },
      {
        code: "InvalidAction",
        statusCode: 400,
        message: "Could not find operation MakeCoffee for version 2010-05-08",
      },
    );
    refused({ headers, body: "Foo=Bar" }, { code: "MissingAction", statusCode: 400 });
  });

  test("as an unknown operation by the others", () => {
    refused({ path: "/nowhere", headers: signedFor("lambda") }, { code: "UnknownOperationException", statusCode: 404 });
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Logs_20140328.MakeCoffee" };
    refused({ headers }, { code: "UnknownOperationException", statusCode: 400 });
  });

  test("as not available when its service is not served", () => {
    refused(
      { headers: signedFor("dynamodb") },
      {
        code: "NotImplementedException",
        statusCode: 501,
        message: "The service 'dynamodb' is not available on this server.",
      },
    );
  });

  test("as leading nowhere when nothing tells what it is for", () => {
    refused({ method: "GET", path: "/favicon.ico" }, { code: "UnknownOperationException", statusCode: 404 });
  });
});
