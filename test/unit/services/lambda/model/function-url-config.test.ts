import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newUrlId, toUrlConfig, type UrlConfig } from "../../../../../src/services/lambda/model/function-url-config.ts";

const CONFIG: UrlConfig = {
  urlId: "abcdefghijklmnopqrstuvwxyz012345",
  authType: "NONE",
  invokeMode: "BUFFERED",
  createdMs: 0,
  lastModifiedMs: 0,
};

const urlAt = (endpoint: string, urlDomain: string) =>
  toUrlConfig({ functionName: "hello", qualifier: "$LATEST" }, CONFIG, {
    account: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
    endpoint,
    urlDomain,
  }).FunctionUrl;

describe("the URL of a function", () => {
  test("lies below its domain, at the port of the API", () => {
    const name = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1";
    assert.equal(urlAt("http://127.0.0.1:4566", "localhost"), `http://${name}.localhost:4566/`);
    assert.equal(urlAt("http://[::1]:4566", "localhost"), `http://${name}.localhost:4566/`);
    assert.equal(urlAt("http://api.example.com", "fn.example.com"), `http://${name}.fn.example.com/`);
  });

  test("has an id of 32 letters and digits", () => {
    assert.match(newUrlId(), /^[a-z0-9]{32}$/);
    assert.notEqual(newUrlId(), newUrlId());
  });
});
