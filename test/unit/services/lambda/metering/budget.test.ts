import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import { Budget } from "../../../../../src/services/lambda/metering/budget.ts";
import { keepToBudget } from "../../../../../src/services/lambda/metering/keep-to-budget.ts";
import { AWS_PRICES } from "../../../../../src/services/lambda/model/price-table.ts";
import type { Usage } from "../../../../../src/services/lambda/model/usage.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { FakeInvoker } from "../../../../support/lambda-control.ts";
import { FakeMetrics } from "./fake-metrics.ts";
import { usage, VERSION } from "./records.ts";

const DAY_MS = 86_400_000;

/** Ten dollars in January 2026. A request costs a dollar, and nothing else costs anything. */
const open = async (options: { readonly throttles?: boolean; readonly before?: readonly Usage[] } = {}) => {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const metrics = new FakeMetrics();
  const zero = { x86_64: 0, arm64: 0 };
  const budget = await Budget.open({
    limit: 10,
    throttles: options.throttles ?? true,
    prices: { ...AWS_PRICES, perMillionRequests: 1_000_000, perGbSecond: zero },
    store: { read: () => Promise.resolve(options.before ?? []) },
    metrics,
    clock,
    logger: {
      ...silentLogger,
      warn: (_: unknown, text?: string) => void warnings.push(text ?? ""),
    } as typeof silentLogger,
  });
  return { budget, clock, warnings, metrics };
};

const requests = (invocations: number, day = "2026-01-01"): Usage => usage({ invocations, day });

describe("a budget", () => {
  test("warns at four fifths and when it is spent, once each", async () => {
    const { budget, warnings } = await open();
    budget.add([requests(7)]);
    assert.deepEqual(warnings, []);
    budget.add([requests(1)]);
    budget.add([requests(1)]);
    assert.deepEqual(warnings, ["80 % of the budget are spent"]);
    budget.add([requests(1)]);
    budget.add([requests(1)]);
    assert.deepEqual(warnings.slice(1), [
      "100 % of the budget are spent; invocations are refused until the month ends",
    ]);
  });

  test("tells what is spent by metrics", async () => {
    const { budget, metrics } = await open();
    budget.add([requests(5)]);
    assert.deepEqual(metrics.of("EstimatedCharges"), { "{}": 5 });
    assert.deepEqual(metrics.of("BudgetUsed"), { "{}": 50 });
  });

  test("counts what was used before a new start", async () => {
    const { budget } = await open({ before: [requests(10)] });
    assert.equal(budget.isExhausted, true);
    assert.equal(budget.state.spent, 10);
  });

  test("begins anew with the month", async () => {
    const { budget, clock } = await open({ before: [requests(10)] });
    await clock.advance(31 * DAY_MS);
    assert.equal(budget.isExhausted, false);
    budget.add([requests(3, "2026-02-01"), requests(9, "2026-01-31")]);
    assert.deepEqual([budget.state.month, budget.state.spent], ["2026-02", 3]);
  });

  test("stops nothing unless it is told to", async () => {
    const { budget } = await open({ throttles: false, before: [requests(10)] });
    assert.equal(budget.isExhausted, false);
  });

  test("refuses invocations as a throttle once it is spent", async () => {
    const { budget } = await open();
    const invoker = new FakeInvoker();
    const throttles: string[] = [];
    const limited = keepToBudget(invoker, budget, { onThrottle: ({ reason }) => void throttles.push(reason) });
    const invocation = {
      requestId: "r",
      functionVersion: VERSION,
      invokedFunctionArn: "",
      payload: Buffer.from("{}"),
      clientContext: undefined,
      traceHeader: undefined,
      wantsLogTail: false,
    };
    await limited.invoke(invocation);
    budget.add([requests(10)]);
    await assert.rejects(limited.invoke(invocation), { code: "TooManyRequestsException", statusCode: 429 });
    assert.equal(invoker.invocations.length, 1);
    assert.deepEqual(throttles, ["CallerRateLimitExceeded"]);
  });
});
