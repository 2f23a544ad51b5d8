import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { silentLogger } from "../../../../src/base/log.ts";
import { MetricBuffer } from "../../../../src/services/cloudwatch/metric-buffer.ts";
import type { DataPointSlot } from "../../../../src/services/cloudwatch/model/data-point.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("the buffer of metrics", () => {
  test("lets go of what is stored, also while the series that recorded it live on", async () => {
    const stored: WeakRef<DataPointSlot>[] = [];
    const store = {
      add: async (slots: readonly DataPointSlot[]) => {
        stored.push(...slots.map((slot) => new WeakRef(slot)));
      },
    };
    await using buffer = new MetricBuffer({ store, known: [], clock: new FakeClock(), logger: silentLogger });
    const seldom = buffer.series([{ namespace: "N", metricName: "seldom", dimensions: [] }], "Count");
    const often = buffer.series([{ namespace: "N", metricName: "often", dimensions: [] }], "Count");
    seldom.record(1);
    often.record(1);
    await buffer.flush();
    // Weak references hold on until the end of the turn in which they were made.
    await setImmediate();
    collectGarbage();
    assert.equal(stored.length, 2);
    assert.deepEqual(
      stored.map((reference) => reference.deref()),
      [undefined, undefined],
    );
    often.record(1);
    seldom.record(1);
  });
});
