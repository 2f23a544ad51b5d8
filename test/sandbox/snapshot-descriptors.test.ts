import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";
import { SnapshotHost } from "./snapshot-host.ts";

describe("what a process has open when it goes on from a snapshot", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);

  test("are its files, at their places, shared as they were", async () => {
    const printed = await snapshots.printedBy(`
import fcntl, os
file = os.open("/tmp/file", os.O_RDWR | os.O_CREAT | os.O_APPEND)
os.write(file, b"abcdef"); os.lseek(file, 2, 0)
copy = os.dup2(file, 40, inheritable=True)
own = os.open("/tmp/file", os.O_RDONLY)
code = os.open("/var/task/pausing.py", os.O_RDONLY)
os.read(code, 8)
random = os.open("/dev/urandom", os.O_RDONLY)
pause()
print(os.read(file, 2), os.read(copy, 1), os.read(own, 1), os.read(code, 6), len(os.read(random, 9)))
print(os.get_inheritable(file), os.get_inheritable(copy), bool(fcntl.fcntl(file, fcntl.F_GETFL) & os.O_APPEND))
`);
    assert.equal(printed, "b'cd' b'e' b'a' b'socket' 9\nFalse True True\n");
  });

  test("are its files that were removed, too", async () => {
    const printed = await snapshots.printedBy(`
import os, tempfile
unnamed = tempfile.TemporaryFile(); unnamed.write(b"unnamed"); unnamed.seek(2)
with open("/tmp/removed", "w") as file: file.write("removed")
removed = os.open("/tmp/removed", os.O_RDONLY); os.remove("/tmp/removed")
pause()
print(unnamed.read(), unnamed.write(b"!"), os.read(removed, 99), os.listdir("/tmp"))
try: os.write(removed, b"x")
except OSError as error: print(error.strerror)
`);
    assert.equal(printed, "b'named' 1 b'removed' []\nBad file descriptor\n");
  });

  test("are its pipes and socket pairs, with what is in them", async () => {
    const printed = await snapshots.printedBy(`
import os, socket
reading, writing = os.pipe(); os.write(writing, b"in the pipe")
one, other = socket.socketpair(); one.send(b"one way"); other.send(b"other way"); one.setblocking(False)
ended, end = os.pipe(); os.close(end)
lonely, gone = socket.socketpair(); gone.close()
pause()
os.write(writing, b", more")
print(os.read(reading, 99), one.recv(99), other.recv(99), os.read(ended, 1), lonely.recv(1), one.getblocking())
`);
    assert.equal(printed, "b'in the pipe, more' b'other way' b'one way' b'' b'' False\n");
  });

  test("are its events, and what it watches", async () => {
    const printed = await snapshots.printedBy(`
import os, select
event = os.eventfd(5, os.EFD_NONBLOCK)
counting = os.eventfd(3, os.EFD_SEMAPHORE)
silent = os.eventfd(0)
watched = select.epoll()
watched.register(event, select.EPOLLIN); watched.register(silent, select.EPOLLIN | select.EPOLLET)
pause()
print(watched.poll(5) == [(event, select.EPOLLIN)], os.eventfd_read(event), os.eventfd_read(counting), os.eventfd_read(counting))
os.eventfd_write(silent, 1)
print(watched.poll(5) == [(silent, select.EPOLLIN)], watched.poll(0))
`);
    assert.equal(printed, "True 5 1 1\nTrue []\n");
  });

  test("are its timers, due at the moment they were due", async () => {
    host.compile("timers", "programs");
    const { stdout } = await snapshots.goOn(await snapshots.take(["/var/task/timers"]));
    assert.equal(stdout, "one in time, one late\n");
  });

  test("are its listeners; connections to others are broken", async () => {
    const printed = await snapshots.printedBy(`
import socket
listener = socket.create_server(("127.0.0.1", 7000))
client = socket.create_connection(("127.0.0.1", 7000))
served, _ = listener.accept()
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); silent.bind(("127.0.0.1", 7001))
unused = socket.socket()
pause()
def outcome(action):
    try: return action()
    except OSError as error: return type(error).__name__
print(outcome(lambda: client.recv(1)), outcome(lambda: served.send(b"x")), silent.getsockname())
unused.connect(("127.0.0.1", 7000))
print(listener.accept()[0].getpeername() == unused.getsockname())
`);
    assert.equal(printed, "ConnectionResetError ConnectionResetError ('127.0.0.1', 7001)\nTrue\n");
  });

  test("are its output and errors, which are the new sandbox's", async () => {
    const snapshot = await snapshots.takeOfPython(`
import os, sys
opened = open("/dev/stdout", "w")
print("before", flush=True)
pause()
print("after", flush=True); opened.write("opened\\n"); opened.flush(); os.write(2, b"error\\n")
`);
    const { stdout, stderr } = await snapshots.goOn(snapshot);
    assert.deepEqual([stdout, stderr], ["after\nopened\n", "error\n"]);
  });

  test("are files of all names, and links of theirs that lead out of /tmp as links", async () => {
    const printed = await snapshots.printedBy(`
import os
names = [b'a"b', b"new\\nline", b"\\xff\\xfe", b"(deleted)", b" ", "ü".encode()]
for name in names: open(b"/tmp/" + name, "wb").write(name)
os.symlink("/etc/shadow", "/tmp/shadow"); os.symlink("/proc/1/root", "/tmp/root"); os.symlink("loop", "/tmp/loop")
opened = [open(b"/tmp/" + name, "rb") for name in names]
pause()
print([file.read() for file in opened] == names, os.readlink("/tmp/shadow"), os.readlink("/tmp/root"), os.readlink("/tmp/loop"))
`);
    assert.equal(printed, "True /etc/shadow /proc/1/root loop\n");
  });

  test("is its /tmp, each time the same, and its own", async () => {
    const snapshot = await snapshots.takeOfPython(`
import os, mmap
os.makedirs("/tmp/a/b"); os.chmod("/tmp/a", 0o750)
open("/tmp/a/file", "w").write("text"); os.chmod("/tmp/a/file", 0o640); os.utime("/tmp/a/file", (1, 1_000_000_000))
os.link("/tmp/a/file", "/tmp/a/b/again"); os.symlink("../a/file", "/tmp/a/link"); os.mkfifo("/tmp/fifo")
with open("/tmp/sparse", "wb") as file: file.seek(5_000_000); file.write(b"end"); file.truncate(9_000_000)
with open("/tmp/mapped", "wb+") as file: file.truncate(4096); shared = mmap.mmap(file.fileno(), 4096)
shared[:6] = b"mapped"
pause()
about = os.stat("/tmp/a/file")
print(open("/tmp/a/b/again").read(), oct(about.st_mode), about.st_nlink, about.st_mtime_ns, about.st_uid, os.readlink("/tmp/a/link"))
with open("/tmp/sparse", "rb") as file: file.seek(5_000_000); print(file.read(4), os.stat("/tmp/sparse").st_blocks < 100, os.stat("/tmp/sparse").st_size)
shared[6:8] = b"!!"; print(open("/tmp/mapped", "rb").read(9))
open("/tmp/a/file", "a").write(", changed"); print(sorted(os.listdir("/tmp")), oct(os.stat("/tmp/a").st_mode))
`);
    const first = await snapshots.goOn(snapshot);
    assert.deepEqual(first.stdout.split("\n"), [
      "text 0o100640 2 1000000000000000000 993 ../a/file",
      "b'end\\x00' True 9000000",
      "b'mapped!!\\x00'",
      "['a', 'fifo', 'mapped', 'sparse'] 0o40750",
      "",
    ]);
    assert.deepEqual(await snapshots.goOn(snapshot), first);
  });
});
