import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { urlAddress } from "../../../../../src/services/lambda/urls/url-address.ts";

const ID = "abcdefghijklmnopqrstuvwxyz012345";

describe("the address of a function URL", () => {
  test("is told by the host, on whatever domain and port", () => {
    const expected = { urlId: ID, path: "/a%2Fb" };
    assert.deepEqual(urlAddress(`${ID}.lambda-url.us-east-1.localhost:4566`, "/a%2Fb?c=d"), expected);
    assert.deepEqual(urlAddress(`${ID.toUpperCase()}.lambda-url.eu-west-1.on.aws`, "/a%2Fb"), expected);
  });

  test("is told by the path", () => {
    assert.deepEqual(urlAddress("127.0.0.1:4566", `/_lambkin/function-urls/${ID}/a?b`), { urlId: ID, path: "/a" });
    assert.deepEqual(urlAddress("127.0.0.1:4566", `/_lambkin/function-urls/${ID}?b`), { urlId: ID, path: "/" });
  });

  test("is no other host and no other path", () => {
    assert.equal(urlAddress("lambda.us-east-1.localhost", "/2015-03-31/functions"), undefined);
    assert.equal(urlAddress(`${ID}0.lambda-url.us-east-1.localhost`, "/"), undefined);
    assert.equal(urlAddress("localhost", `/_lambkin/function-urls/${ID}0`), undefined);
    assert.equal(urlAddress("localhost", "/_lambkin/code/abc"), undefined);
  });
});
