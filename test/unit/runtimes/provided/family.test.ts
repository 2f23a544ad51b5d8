import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { providedFamily } from "../../../../src/runtimes/provided/family.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const planOf = async (hasLayers: boolean) => {
  const availability = await providedFamily().find("provided.al2023");
  assert.equal(availability.kind, "ready");
  return availability.runtime.launch({ handler: "any", memoryMiB: 128, hasLayers, environment: {} });
};

describe("Custom runtimes", () => {
  test("without layers the code's bootstrap is started directly", async () => {
    const plan = await planOf(false);
    assert.deepEqual(plan.command, ["/var/task/bootstrap"]);
    assert.deepEqual(plan.bootstraps, ["/var/task/bootstrap", "/opt/bootstrap"]);
    assert.equal("AWS_EXECUTION_ENV" in plan.environment, false);
  });

  test("with layers the first bootstrap there is runs, and 127 says that there is none", async () => {
    using temporary = temporaryDirectory();
    const [shell, ...args] = (await planOf(true)).command;
    const inTest = args.map((word) => word.replace(/^\/(?:var\/)?(task|opt)\/bootstrap$/, `${temporary.path}/$1`));
    assert.equal(spawnSync(shell, inTest).status, 127);
    writeFileSync(join(temporary.path, "opt"), "#!/bin/sh\necho from a layer\n", { mode: 0o755 });
    assert.equal(spawnSync(shell, inTest).stdout.toString(), "from a layer\n");
    writeFileSync(join(temporary.path, "task"), "#!/bin/sh\necho from the code\n", { mode: 0o644 });
    assert.equal(spawnSync(shell, inTest).status, 126);
  });
});
