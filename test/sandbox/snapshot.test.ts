import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";
import { SnapshotHost } from "./snapshot-host.ts";

describe("a process that goes on from a snapshot", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);

  test("is what it was, in any number at once, each for itself", async () => {
    const snapshot = await snapshots.takeOfPython(`
import os, threading
words, big = ["before"], bytearray(os.urandom(1 << 20)) * 8
check = hash(bytes(big))
words.append(pause())
same = check == hash(bytes(big))
big[:] = bytes(len(big))
print(*words, same, os.getpid(), threading.get_native_id())
`);
    const words = Array.from({ length: 20 }, (_, index) => `word${index}`);
    const runs = await Promise.all(words.map((word) => snapshots.goOn(snapshot, word)));
    assert.deepEqual(
      runs.map(({ stdout }) => stdout),
      words.map((word) => `before ${word} True 2 2\n`),
    );
  });

  test("has its threads, which hold and wait for what they held and waited for", async () => {
    const printed = await snapshots.printedBy(`
import queue, threading, time
asked, answered, held, numbers = queue.Queue(), queue.Queue(), threading.RLock(), []
def serve():
    with held:
        answered.put(asked.get() * 2)
def tick():
    while True:
        numbers.append(threading.get_native_id()); time.sleep(0.005)
# Two of the four have ended, so that there are gaps between the others' numbers.
for target in [lambda: None, serve, lambda: None, tick]:
    thread = threading.Thread(target=target, daemon=True); thread.start()
    if target not in (serve, tick): thread.join()
while not numbers: time.sleep(0.005)
pause()
before = len(numbers)
asked.put(21)
print(answered.get(), end=" ")
with held: pass
while len(numbers) <= before: time.sleep(0.005)
started = threading.Thread(target=lambda: print("started", end=" ")); started.start(); started.join()
print("ticking", set(numbers) == {numbers[0]})
`);
    assert.equal(printed, "42 started ticking True\n");
  });

  test("computes on with the registers it had", async () => {
    host.compile("registers", "programs");
    const { stdout } = await snapshots.goOn(await snapshots.take(["/var/task/registers"]));
    assert.equal(stdout, "the same\n");
  });

  test("starts other programs, and grows", async () => {
    const printed = await snapshots.printedBy(`
import subprocess
pause()
more = [bytes([n % 256]) * 100_000 for n in range(200)]
print(subprocess.run(["/bin/echo", "child"], capture_output=True).stdout, sum(map(len, more)))
`);
    assert.equal(printed, "b'child\\n' 20000000\n");
  });

  test("has its signals' handlers, its alarm, its directory and its mask for files", async () => {
    const printed = await snapshots.printedBy(`
import os, signal, time
heard = []
signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
signal.signal(signal.SIGALRM, lambda number, frame: heard.append(number))
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
signal.setitimer(signal.ITIMER_REAL, 0.6)
os.mkdir("/tmp/inside"); os.chdir("/tmp/inside"); os.umask(0o077)
pause()
os.kill(os.getpid(), signal.SIGUSR1)
while len(heard) < 2: time.sleep(0.01)
print(sorted(heard), signal.getsignal(signal.SIGPIPE).name, signal.pthread_sigmask(signal.SIG_BLOCK, []), os.getcwd(), oct(os.umask(0)))
`);
    assert.equal(printed, "[10, 14] SIG_IGN {<Signals.SIGUSR2: 12>} /tmp/inside 0o77\n");
  });

  test("finds memory wiped that its children would find wiped", async () => {
    const printed = await snapshots.printedBy(`
import mmap
secret = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
secret.madvise(18) # MADV_WIPEONFORK
other = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
shared = mmap.mmap(-1, 8192, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
secret[:4] = other[:4] = shared[4096:4100] = b"seed"
pause()
print(secret[:4], other[:4], shared[4096:4100])
`);
    assert.equal(printed, "b'\\x00\\x00\\x00\\x00' b'seed' b'seed'\n");
  });

  test("has what it mapped of files that were removed since", async () => {
    const printed = await snapshots.printedBy(`
import ctypes, mmap, os, shutil
shutil.copy("/lib/x86_64-linux-gnu/libz.so.1", "/tmp/unpacked.so")
library = ctypes.CDLL("/tmp/unpacked.so"); os.remove("/tmp/unpacked.so")
with open("/tmp/data", "wb+") as file: file.write(b"abc"); file.flush(); data = mmap.mmap(file.fileno(), 3, mmap.MAP_PRIVATE)
os.remove("/tmp/data"); data[1:2] = b"B"
pause()
print(library.crc32(0, b"abc", 3) & 0xffffffff, data[:], os.listdir("/tmp"))
`);
    assert.equal(printed, "891568578 b'aBc' []\n");
  });

  test("shares memory with the others until it writes to it", async () => {
    const snapshot = await snapshots.takeOfPython(`
kept = b"k" * (64 << 20)
word = pause()
own = {line.split(":")[0]: int(line.split()[1]) for line in open("/proc/self/smaps_rollup").readlines()[1:]}
print(kept.count(b"k") == len(kept), own["Anonymous"] < 32 << 10)
`);
    const runs = await Promise.all([snapshots.goOn(snapshot), snapshots.goOn(snapshot)]);
    assert.deepEqual(
      runs.map(({ stdout }) => stdout),
      ["True True\n", "True True\n"],
    );
  });

  test("has its memory for itself where code may rely on what memory is after it was given back", async () => {
    host.compile("gives-back", "programs");
    const { stdout } = await snapshots.goOn(await snapshots.take(["/var/task/gives-back"]));
    assert.equal(stdout, "kept, then zeros\n");
  });

  test("grows what it had far beyond what the snapshot holds", async () => {
    const printed = await snapshots.printedBy(
      `
numbers = [0] * 300_000
pause()
numbers.extend(range(1, 20_000_001))
print(numbers[299_999], numbers[300_000], numbers[-1], len(numbers))
`,
      { limits: { memoryMiB: 2048 } },
    );
    assert.equal(printed, "0 1 20000000 20300000\n");
  });

  test("is as closed as any other", async () => {
    const printed = await snapshots.printedBy(`
import ctypes, os
pause()
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
libc = ctypes.CDLL(None, use_errno=True)
print(*(status[name].strip() for name in ["CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Uid"]))
print(libc.unshare(0x10000000), ctypes.get_errno(), os.listdir("/"), os.listdir("/proc/self/fd"))
`);
    assert.match(printed, /^0000000000000000 0000000000000000 1 2 993\s+993\s+993\s+993\n-1 1 \[/);
    assert.match(printed, /\['0', '1', '2', '3'\]\n$/);
  });

  test("reaches nothing of the file that its memory comes from but its own view", async () => {
    const printed = await snapshots.printedBy(`
import os
kept = b"k" * (8 << 20)
pause()
views = [line.split() for line in open("/proc/self/maps") if "memfd:lambkin" in line]
def opening(place):
    try: return "opened" if os.open(f"/proc/self/map_files/{place}", os.O_RDONLY) else ""
    except PermissionError: return "refused"
    except FileNotFoundError: return "refused"  # grown meanwhile
print(len(views) > 0, {opening(place) for place, *_ in views}, {access[3] for _, access, *_ in views})
`);
    assert.equal(printed, "True {'refused'} {'p'}\n");
  });

  test("keeps to its limit of memory", async () => {
    const snapshot = await snapshots.takeOfPython(`
pause()
most = [bytes([1]) * (1 << 20) for _ in range(1000)]
print("unlimited")
`);
    const { exit, stdout } = await snapshots.goOn(snapshot);
    assert.deepEqual([exit.outOfMemory, stdout], [true, ""]);
  });

  test("goes on in a sandbox that waited for it", async () => {
    const snapshot = await snapshots.takeOfPython(`
import os
pause()
print(os.path.exists("/var/task/pausing.py"))
`);
    await using sandbox = await host.create({ waits: true, mounts: [], listenPorts: [9001] });
    await sandbox.mount([{ sources: [host.taskDirectory], target: "/var/task" }]);
    sandbox.start({ snapshot });
    assert.equal((await snapshots.answer(sandbox)).stdout, "True\n");
  });
});
