import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { responseOverrides } from "../../../../../src/services/s3/model/response-overrides.ts";

describe("what a reader wants the answer to say", () => {
  test("takes the place of what the object says, where it is given", () => {
    const overrides = responseOverrides({ ResponseContentType: "text/plain", ResponseExpires: "never" });
    assert.deepEqual(overrides, { ContentType: "text/plain", Expires: "never" });
  });

  test("is refused where no header can say it", () => {
    assert.throws(() => responseOverrides({ ResponseContentDisposition: 'attachment; filename="あ"' }), {
      code: "InvalidArgument",
      message: "Header value cannot be represented using ISO-8859-1.",
      properties: {
        ArgumentName: "response-content-disposition",
        ArgumentValue: 'attachment; filename="あ"',
      },
    });
  });

  test("cannot break a header in two", () => {
    const split = { ResponseCacheControl: "no-store\r\nSet-Cookie: a=b" };
    assert.throws(() => responseOverrides(split), { code: "InvalidArgument" });
  });
});
