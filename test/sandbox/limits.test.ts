import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("limits", rootOnly, () => {
  const host = sandboxHost();
  before(() => {
    host.compile("fork-bomb");
  });

  test("a fork bomb is refused more processes, and goes out with its sandbox", async () => {
    await using sandbox = await host.create({ command: ["/var/task/fork-bomb"], limits: { processes: 1024 } });
    assert.equal(await firstLine(sandbox.stdout), "refused EAGAIN");
    await sandbox[Symbol.asyncDispose]();
    assert.equal((await sandbox.exited).signal, "SIGKILL");
  });

  test("threads count as processes, init does not", async () => {
    const script = "i=0; while [ $i -lt 7 ]; do sleep 60 & i=$((i+1)); done; echo seven; sleep 60 & echo eight";
    const { stdout } = await host.shell(`(${script}) 2>&1; true`, { limits: { processes: 9 } });
    assert.match(stdout, /^seven\n/);
    assert.match(stdout, /Cannot fork/);
  });

  test("files can be open up to the limit", async () => {
    const script = `
i = 0
files = []
try:
    while True:
        files.append(open("/dev/null"))
except OSError as error:
    print(len(files) + 3, error.strerror)`;
    const { stdout } = await host.run(["/usr/bin/python3", "-c", script], { limits: { openFiles: 1024 } });
    assert.match(stdout, /^10\d\d Too many open files\n$/);
  });

  test("a host short of memory ends sandboxes before the server", async () => {
    assert.equal((await host.shell("cat /proc/self/oom_score_adj")).stdout, "500\n");
  });

  test("there are no core files", async () => {
    assert.equal((await host.shell("ulimit -Hc")).stdout, "0\n");
  });

  test("the environment is the given one and nothing else", async () => {
    const { stdout } = await host.run(["/usr/bin/env"], { environment: { ONE: "1 =\n'\"$", EMPTY: "" } });
    assert.equal(stdout, "ONE=1 =\n'\"$\nEMPTY=\n");
  });

  test("no descriptor of the server is open inside", async () => {
    const { stdout } = await host.run(["/bin/ls", "/proc/self/fd"]);
    assert.equal(stdout, "0\n1\n2\n3\n", "three, and the directory being listed");
  });

  test("there is no terminal, and standard input is empty", async () => {
    const { stdout } = await host.shell("cat; tty; cut -d' ' -f7 /proc/self/stat");
    assert.equal(stdout, "not a tty\n0\n");
  });
});
