import assert from "node:assert/strict";
import { open, truncate, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { OperatorError } from "../../src/base/operator-error.ts";
import type { SandboxSnapshot } from "../../src/sandbox/contract.ts";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";
import { SnapshotHost } from "./snapshot-host.ts";

/** Without a deadline. */
const PATIENT = { signal: new AbortController().signal };

const overwrite = async ({ path }: SandboxSnapshot, bytes: Buffer, position: number): Promise<void> => {
  await using file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, position);
};

/** See `struct image` and `sum_of` in native/snapshot/image.h. */
const HEADER_BYTES = 552;
const SUM_POSITION = 40;

const sumOf = (header: Buffer): bigint =>
  Array.from({ length: HEADER_BYTES / 8 }, (_, word) => header.readBigUInt64LE(word * 8)).reduce(
    (sum, word) => BigInt.asUintN(64, (sum ^ word) * 1_099_511_628_211n),
    14_695_981_039_346_656_037n,
  );

/** Changes a number of the header, and the sum with it, as somebody would who meant it. */
const mislead = async ({ path }: SandboxSnapshot, position: number, value: bigint): Promise<void> => {
  await using file = await open(path, "r+");
  const { buffer: header } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  const sum = header.readBigUInt64LE(SUM_POSITION);
  header.writeBigUInt64LE(0n, SUM_POSITION);
  const sumOfTables = sum ^ sumOf(header);
  header.writeBigUInt64LE(value, position);
  header.writeBigUInt64LE(sumOfTables ^ sumOf(header), SUM_POSITION);
  await file.write(header, 0, HEADER_BYTES, 0);
};

describe("a snapshot is refused", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);

  /** That a program cannot be kept, and does not go on. */
  const isRefused = async (script: string, reason: RegExp): Promise<void> => {
    await using sandbox = await snapshots.waiting(await snapshots.python(`${script}\npause()`));
    const { path } = await snapshots.file();
    await assert.rejects(
      sandbox.takeSnapshot(path, PATIENT),
      (error: unknown) =>
        error instanceof OperatorError && error.code === "SNAPSHOT_REFUSED" && reason.test(error.message),
    );
    assert.equal((await sandbox.exited).signal, "SIGKILL");
  };

  test("of more than one process", async () => {
    await isRefused('import subprocess\nchild = subprocess.Popen(["/bin/sleep", "60"])', /more than one process/);
  });

  test("of processes that left their parent", async () => {
    await isRefused('import os\nos.system("/bin/sleep 60 >/dev/null 2>&1 &")', /more than one process/);
  });

  test("of a file without a name that was opened twice", async () => {
    await isRefused(
      "import os, tempfile\nfile = tempfile.TemporaryFile(); again = os.open(f'/proc/self/fd/{file.fileno()}', os.O_RDWR)",
      /a file that has no name any more was opened twice/,
    );
  });

  test("of memory that is a file without a name", async () => {
    await isRefused(
      'import mmap, os\nfile = os.memfd_create("x"); os.truncate(file, 4096); shared = mmap.mmap(file, 4096); shared[0] = 1',
      /has no name any more/,
    );
  });

  test("of shared memory at two places", async () => {
    await isRefused(
      `import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
one = libc.mmap(None, 8192, 3, 0x21, -1, 0)
other = libc.mremap(ctypes.c_void_p(one), ctypes.c_size_t(0), ctypes.c_size_t(8192), 1)
ctypes.memset(one, 120, 1); assert ctypes.string_at(other, 1) == b"x"`,
      /shared memory is mapped at two places/,
    );
  });

  test("of an end of a pipe that was opened twice", async () => {
    await isRefused(
      "import os\nreading, writing = os.pipe(); again = os.open(f'/proc/self/fd/{reading}', os.O_RDONLY)",
      /an end of a pipe that was opened twice/,
    );
  });

  test("of a lock", async () => {
    await isRefused(
      'import fcntl\nfile = open("/tmp/lock", "w"); fcntl.flock(file, fcntl.LOCK_EX)',
      /holds a lock: \/tmp\/lock/,
    );
  });

  test("of a kind of descriptor that is not known", async () => {
    await isRefused(
      "import os\nprocess = os.pidfd_open(os.getpid())",
      /descriptor \d+ is of a kind that cannot be kept: .*pidfd/,
    );
  });

  test("of a system call filter of its own", async () => {
    await isRefused(
      `import ctypes
libc = ctypes.CDLL(None)
class Program(ctypes.Structure): _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]
program = Program(1, (0x06).to_bytes(2, "little") + bytes(2) + (0x7fff0000).to_bytes(4, "little"))
assert libc.prctl(22, 2, ctypes.byref(program)) == 0`,
      /a system call filter of its own/,
    );
  });

  test("of what is watched but closed", async () => {
    await isRefused(
      `import os, select
watched = select.epoll()
event = os.eventfd(0); copy = os.dup(event)
watched.register(event); os.close(event); other = os.open("/dev/null", os.O_RDONLY)
assert other == event`,
      /epoll instance \d+ watches what was closed/,
    );
  });

  test("of a setting that is seldom changed", async () => {
    await isRefused("import ctypes\nctypes.CDLL(None).prctl(36, 1)", /changed a setting of its own \(prctl 37\)/);
  });

  test("of threads with numbers that lie too far apart", async () => {
    await isRefused(
      `import threading, time
for number in range(2100):
    thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
threading.Thread(target=lambda: time.sleep(60), daemon=True).start()`,
      /too many threads have ended/,
    );
  });

  test("of a timer that sends signals", async () => {
    await isRefused(
      `import ctypes
libc = ctypes.CDLL(None); timer = ctypes.c_void_p()
assert libc.timer_create(1, None, ctypes.byref(timer)) == 0`,
      /timers that send signals/,
    );
  });

  test("of a sandbox with companions", async () => {
    const companions = { programs: ["/bin/cat"], environment: {} } as const;
    await using sandbox = await host.create({ companions });
    const { path } = await snapshots.file();
    await assert.rejects(sandbox.takeSnapshot(path, PATIENT), /more than one process/);
  });

  test("when whoever asked has lost patience", async () => {
    await using sandbox = await snapshots.waiting(await snapshots.python("pause()"));
    const impatience = new AbortController();
    const { path } = await snapshots.file();
    const taking = sandbox.takeSnapshot(path, { signal: impatience.signal });
    impatience.abort(new Error("too slow"));
    await assert.rejects(taking, /too slow/);
  });
});

describe("a snapshot is of no use", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);

  const take = () => snapshots.takeOfPython("pause()\nprint('went on')");

  const startErrorOf = async (snapshot: SandboxSnapshot): Promise<string | undefined> => {
    const { exit, stdout } = await snapshots.goOn(snapshot);
    assert.deepEqual([exit.exitCode, stdout], [126, ""]);
    return exit.startError;
  };

  test("when it was cut off", async () => {
    const snapshot = await take();
    await truncate(snapshot.path, 100_000);
    assert.equal(await startErrorOf(snapshot), "SNAPSHOT_UNUSABLE: the snapshot was cut off");
  });

  test("when it is something else", async () => {
    const snapshot = await take();
    await writeFile(snapshot.path, "hello");
    assert.equal(await startErrorOf(snapshot), "SNAPSHOT_UNUSABLE: the snapshot has no beginning that is known here");
  });

  test("when another version of Lambkin took it", async () => {
    const snapshot = await take();
    await overwrite(snapshot, Buffer.from("older"), 8);
    assert.equal(await startErrorOf(snapshot), "SNAPSHOT_UNUSABLE: it was taken by another version of Lambkin");
  });

  test("when what it says of the process was changed", async () => {
    const ofTables = await take();
    await using file = await open(ofTables.path);
    // The header says where the tables begin.
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 24);
    await overwrite(ofTables, Buffer.from("changed"), Number(buffer.readBigUInt64LE()) + 1_000);
    assert.equal(await startErrorOf(ofTables), "SNAPSHOT_UNUSABLE: the snapshot is damaged");
    const ofHeader = await take();
    await overwrite(ofHeader, Buffer.from("changed"), 480);
    assert.equal(await startErrorOf(ofHeader), "SNAPSHOT_UNUSABLE: the snapshot is damaged");
  });

  test("when its tables lead out of it, whatever its sum says", async () => {
    const misleading = await take();
    // How many mappings there are: the second number of the first table.
    await mislead(misleading, 384, 1n << 60n);
    assert.equal(await startErrorOf(misleading), "SNAPSHOT_UNUSABLE: the snapshot is damaged");
    const endless = await take();
    // How many bytes of text, and with them where the last text ends.
    await mislead(endless, 376 + 9 * 16 + 8, 1n);
    assert.equal(await startErrorOf(endless), "SNAPSHOT_UNUSABLE: the snapshot is damaged");
  });

  test("after the machine was booted", async () => {
    const snapshot = await take();
    // The boot's name is the first of what it says of the machine.
    await overwrite(snapshot, Buffer.from("x"), 48);
    assert.equal(await startErrorOf(snapshot), "SNAPSHOT_UNUSABLE: the machine was booted since it was taken");
  });

  test("when a file that was mapped was changed", async () => {
    await host.write("mapped", "x".repeat(4096));
    const snapshot = await snapshots.takeOfPython(`
import mmap
file = open("/var/task/mapped", "rb")
memory = mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
pause()
`);
    await host.write("mapped", "y".repeat(4096));
    assert.equal(await startErrorOf(snapshot), "SNAPSHOT_UNUSABLE: another file lies now at /var/task/mapped");
  });

  test("when it is gone", async () => {
    const nowhere = { path: `${host.scratchDirectory}/nowhere` };
    await assert.rejects(snapshots.goOn(nowhere), /open snapshot/);
    await using sandbox = await host.create({ waits: true, listenPorts: [9001] });
    sandbox.start({ snapshot: nowhere });
    assert.deepEqual(await sandbox.exited, {
      exitCode: 126,
      signal: undefined,
      outOfMemory: false,
      startError: "SNAPSHOT_UNUSABLE: it cannot be opened: No such file or directory",
    });
  });
});
