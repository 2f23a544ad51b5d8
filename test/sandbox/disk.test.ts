import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("/tmp", rootOnly, () => {
  const host = sandboxHost();

  test("is full at its size, and then says so", async () => {
    const { stdout, stderr } = await host.shell(
      "dd if=/dev/zero of=/tmp/big bs=1M count=600 2>&1 | grep -o 'No space left on device'; stat -c %s /tmp/big",
    );
    const bytes = Number(stdout.split("\n")[1]);
    assert.equal(stdout.split("\n")[0], "No space left on device", stderr);
    assert(bytes > 480 * 1024 * 1024 && bytes < 512 * 1024 * 1024, `${bytes} bytes`);
  });

  test("is not charged to memory", async () => {
    const { stdout, exit } = await host.shell(
      "dd if=/dev/zero of=/tmp/big bs=1M count=400 2>/dev/null; ls -s /tmp/big",
      {
        limits: { memoryMiB: 128 },
      },
    );
    assert.equal(exit.outOfMemory, false);
    assert.match(stdout, /^4096\d\d \/tmp\/big/);
  });

  test("runs out of files before the host does", async () => {
    const script = `
count = 0
try:
    while count < 1000000:
        open(f"/tmp/{count}", "w").close()
        count += 1
except OSError as error:
    print(count > 1000, error.strerror)`;
    const { stdout } = await host.run(["/usr/bin/python3", "-c", script]);
    assert.equal(stdout, "True No space left on device\n");
  });

  test("starts empty, whatever an earlier sandbox left", async () => {
    await host.shell("echo secret > /tmp/secret");
    assert.equal((await host.shell("ls -A /tmp")).stdout, "");
  });

  test("can be 10 GiB", async () => {
    const { stdout } = await host.shell("df -m --output=size /tmp | tail -1", { limits: { tmpMiB: 10_240 } });
    const sizeMiB = Number(stdout);
    assert(sizeMiB > 9_800 && sizeMiB <= 10_240, `${sizeMiB} MiB`);
  });
});
