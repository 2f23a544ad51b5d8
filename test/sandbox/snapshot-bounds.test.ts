import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";
import { SnapshotHost } from "./snapshot-host.ts";

/** What a process can do to make a snapshot of itself a burden for the host. */
describe("a snapshot is bounded", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);

  /** That the attempt ends by itself. */
  const isRefused = async (script: string, reason: RegExp): Promise<void> => {
    const limits = { tmpMiB: 64 };
    await using sandbox = await snapshots.waiting(await snapshots.python(`${script}\npause()`), { limits });
    const { path } = await snapshots.file();
    await assert.rejects(sandbox.takeSnapshot(path, { signal: AbortSignal.timeout(240_000) }), reason);
  };

  test("by the memory and the disk of its sandbox, however often the same bytes are mapped", async () => {
    await isRefused(
      `import mmap, os
with open("/tmp/much", "wb") as file: file.write(os.urandom(32 << 20))
file = os.open("/tmp/much", os.O_RDONLY)
maps = [mmap.mmap(file, 0, mmap.MAP_PRIVATE, mmap.PROT_READ) for _ in range(40)]
os.close(file); os.remove("/tmp/much")`,
      /larger than memory and \/tmp of its sandbox may be/,
    );
  });

  test("by the host's memory, however many names a file has", async () => {
    await isRefused(
      `import os
place = "/tmp/" + "/".join([chr(97 + depth) * 250 for depth in range(14)])
os.makedirs(place); os.chdir(place); open("0", "w").close()
for number in range(1, 30000): os.link("0", str(number))`,
      /too many files, descriptors or parts of memory/,
    );
  });

  test("by the length of libraries, however long a file says that it is", async () => {
    await isRefused(
      `import mmap, os
file = os.open("/tmp/x.so", os.O_RDWR | os.O_CREAT)
os.truncate(file, 8 << 40)
library = mmap.mmap(file, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
mmap.mmap(file, 300 << 30, mmap.MAP_PRIVATE, mmap.PROT_READ)
again = mmap.mmap(file, 300 << 30, mmap.MAP_PRIVATE, mmap.PROT_READ); os.remove("/tmp/x.so")`,
      /a part of memory is larger than 256 GiB/,
    );
  });

  test("in the time that a process may take to stop", async () => {
    await isRefused(
      `import ctypes, glob, threading, time
libc = ctypes.CDLL(None)
# CLONE_VM, CLONE_VFORK: who waits for the child cannot be stopped.
threading.Thread(target=lambda: libc.syscall(58) or libc.pause(), daemon=True).start()
while not any(") D " in open(name).read() for name in glob.glob("/proc/self/task/*/stat")): time.sleep(0.01)`,
      /it takes too long/,
    );
  });
});
