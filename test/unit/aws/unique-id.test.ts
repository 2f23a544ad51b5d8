import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accountOfAccessKeyId, derivedUniqueId, newAccessKeyId, newUniqueId } from "../../../src/aws/unique-id.ts";

describe("unique ids", () => {
  test("have AWS's form", () => {
    assert.match(newUniqueId("AROA"), /^AROA[A-Z2-7]{17}$/);
  });

  test("are new each time", () => {
    assert.notEqual(newUniqueId("AIDA"), newUniqueId("AIDA"));
  });

  test("are the same for the same text when derived", () => {
    const id = derivedUniqueId("AROA", "arn:aws:iam::000000000000:role/one");
    assert.match(id, /^AROA[A-Z2-7]{17}$/);
    assert.equal(id, derivedUniqueId("AROA", "arn:aws:iam::000000000000:role/one"));
    assert.notEqual(id, derivedUniqueId("AROA", "arn:aws:iam::000000000000:role/other"));
  });
});

describe("access key ids", () => {
  test("have AWS's form", () => {
    assert.match(newAccessKeyId("AKIA", "000000000000"), /^AKIA[A-Z2-7]{16}$/);
  });

  test("tell their account", () => {
    assert.equal(accountOfAccessKeyId(newAccessKeyId("ASIA", "123456789012")), "123456789012");
    assert.equal(accountOfAccessKeyId(newAccessKeyId("AKIA", "000000000000")), "000000000000");
    assert.equal(accountOfAccessKeyId(newAccessKeyId("AKIA", "999999999999")), "999999999999");
  });

  test("tell the account of a key that AWS issued", () => {
    // The example pair of id and account in public write-ups of the scheme.
    assert.equal(accountOfAccessKeyId("ASIAQNZGKIQY56JQ7WML"), "029608264753");
  });

  test("tell nothing when they are of another form", () => {
    assert.equal(accountOfAccessKeyId("not-a-key"), undefined);
    assert.equal(accountOfAccessKeyId("AKIAIOSFODNN7EXAMPLE"), undefined);
  });
});
