import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WebRequest } from "../../../../../src/aws/service.ts";
import type { CostReport } from "../../../../../src/services/lambda/metering/cost-report.ts";
import { costRoute } from "../../../../../src/services/lambda/metering/cost-route.ts";
import { webRequest } from "../urls/web-request.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);

const authenticate: WebRequest["authenticate"] = async () => ({
  principal: { kind: "root", accountId: "0", arn: "arn:aws:iam::0:root", userId: "0" },
  accessKeyId: "A",
});

const report = async (days: object) => days as CostReport;

/** Asks for a report that says nothing but which days it was asked for. */
const ask = async (query: string, overrides: Partial<WebRequest> = {}) => {
  const find = costRoute({ report, nowMs: () => NOW_MS }).find("", `/_lambkin/cost?${query}`);
  assert.ok(find);
  const { status, body } = await find(webRequest({ query, authenticate, ...overrides }));
  return { status, body: JSON.parse(body as string) as unknown };
};

describe("GET /_lambkin/cost", () => {
  test("is about this month until today, unless other days are asked for", async () => {
    assert.deepEqual(await ask(""), { status: 200, body: { fromDay: "2026-11-01", toDay: "2026-11-23" } });
    assert.deepEqual(await ask("from=2026-10-02&to=2026-10-02"), {
      status: 200,
      body: { fromDay: "2026-10-02", toDay: "2026-10-02" },
    });
  });

  test("says what is wrong with days, rather than that nothing ran", async () => {
    assert.deepEqual(await ask("from=yesterday"), {
      status: 400,
      body: { Message: "Days have the form YYYY-MM-DD." },
    });
    assert.deepEqual(await ask("from=2026-12-01&to=2026-11-01"), {
      status: 400,
      body: { Message: "The first day, 2026-12-01, is after the last, 2026-11-01." },
    });
  });

  test("is not for code in sandboxes, nor for those who do not sign", async () => {
    assert.equal((await ask("", { origin: "guest" })).status, 404);
    await assert.rejects(ask("", { authenticate: () => Promise.reject(new Error("unsigned")) }), /unsigned/);
  });
});
