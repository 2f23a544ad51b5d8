import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

/** Works until it has used a tenth of a second of CPU time, and says how long that took by the clock. */
const BUSY = `
import time
started, used = time.monotonic(), time.process_time()
while time.process_time() - used < 0.1: pass
print(time.monotonic() - started)`;

describe("CPU", rootOnly, () => {
  const host = sandboxHost();

  test("is the configured share once throttled", async () => {
    const script = `import sys; sys.stdin\nimport os, time\nwhile not os.path.exists("/tmp/go"): time.sleep(0.01)\n${BUSY}`;
    await using sandbox = await host.create({
      command: ["/bin/sh", "-c", `(sleep 0.2; : > /tmp/go) & exec python3 -c '${script.replaceAll("'", '"')}'`],
      limits: { cpus: 0.1 },
    });
    await sandbox.throttleCpu();
    let said = "";
    sandbox.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await sandbox.exited;
    // A tenth of a CPU needs a second for a tenth of a second's work.
    assert(Number(said) > 0.7, `took ${said.trim()} s`);
  });
});
