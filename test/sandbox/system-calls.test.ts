import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("system calls", rootOnly, () => {
  const host = sandboxHost();
  const answers = new Map<string, string>();

  before(async () => {
    host.compile("system-calls");
    const { stdout } = await host.run(["/var/task/system-calls"]);
    for (const line of stdout.trim().split("\n")) {
      const [, attempt = "", answer = ""] = /^(.*) (\S+)$/.exec(line) ?? [];
      answers.set(attempt, answer);
    }
  });

  const answersTo = (...attempts: readonly string[]) => attempts.map((attempt) => answers.get(attempt));

  test("other processes cannot be traced or read, not even init", () => {
    assert.deepEqual(answersTo("ptrace", "process_vm_readv", "open /proc/1/mem"), ["EPERM", "EPERM", "ENOENT"]);
    assert.deepEqual(answersTo("pidfd_getfd", "kcmp", "process_madvise"), Array(3).fill("EPERM"));
  });

  test("nothing can be mounted or unmounted", () => {
    assert.deepEqual(answersTo("mount", "umount", "pivot_root", "chroot", "fsopen"), Array(5).fill("EPERM"));
    assert.deepEqual(answersTo("open_tree", "move_mount", "mount_setattr"), Array(3).fill("EPERM"));
  });

  test("no namespace can be made or entered", () => {
    assert.deepEqual(answersTo("unshare user", "unshare mount", "clone user", "setns"), Array(4).fill("EPERM"));
    assert.equal(answers.get("clone3 user"), "ENOSYS");
  });

  test("the kernel's keyrings are closed", () => {
    assert.deepEqual(answersTo("keyctl", "add_key"), ["EPERM", "EPERM"]);
  });

  test("the kernel runs no program and no queue of ours", () => {
    const attempts = answersTo("bpf", "perf_event_open", "userfaultfd", "io_uring_setup");
    assert.deepEqual(attempts, Array(4).fill("EPERM"));
    assert.deepEqual(answersTo("socket filter", "socket option"), ["EPERM", "allowed"]);
  });

  test("TLS is not the kernel's business", () => {
    assert.deepEqual(answersTo("kernel TLS", "no delay"), ["EPERM", "allowed"]);
  });

  test("sockets have no urgent data", () => {
    const attempts = answersTo("send urgent", "sendmsg urgent", "receive urgent");
    assert.deepEqual(attempts, Array(3).fill("EOPNOTSUPP"));
    assert.deepEqual(answersTo("send in order", "receive in order"), ["allowed", "allowed"]);
  });

  test("a crash starts no program of the host's, whatever the process asks for", () => {
    assert.deepEqual(answersTo("no cores please", "no cores at all please"), ["allowed", "allowed"]);
    assert.equal(answers.get("core limit"), "1/1");
    assert.equal(answers.get("files limit"), "64");
    assert.equal(answers.get("open core_pattern"), "EACCES");
  });

  test("the machine cannot be changed", () => {
    const attempts = answersTo("init_module", "kexec_load", "reboot", "settimeofday", "sethostname", "syslog");
    assert.deepEqual(attempts, Array(6).fill("EPERM"));
    assert.equal(answers.get("sync all disks"), "EPERM");
  });

  test("protections stay on", () => {
    assert.deepEqual(answersTo("personality", "open_by_handle_at"), ["EPERM", "EPERM"]);
  });

  test("nobody becomes root", () => {
    assert.equal(answers.get("setuid root"), "EINVAL");
  });

  test("pipes can be made, devices cannot", () => {
    assert.deepEqual(answersTo("mknod pipe", "mknod device"), ["allowed", "EPERM"]);
  });

  test("ordinary sockets can be made", () => {
    const attempts = answersTo("socket unix", "socket inet", "socket inet6", "socket route");
    assert.deepEqual(attempts, Array(4).fill("allowed"));
  });

  test("raw, packet and exotic sockets cannot", () => {
    assert.deepEqual(answersTo("socket raw", "socket packet"), ["EPERM", "EAFNOSUPPORT"]);
    assert.deepEqual(answersTo("socket vsock", "socket alg"), ["EAFNOSUPPORT", "EAFNOSUPPORT"]);
    assert.deepEqual(answersTo("socket sctp", "socket netfilter"), ["EPROTONOSUPPORT", "EPROTONOSUPPORT"]);
  });

  test("no terminal can be typed into", () => {
    assert.deepEqual(answersTo("ioctl TIOCSTI", "ioctl TIOCLINUX"), ["EPERM", "EPERM"]);
  });

  test("memory outside the limit cannot be had", () => {
    assert.equal(answers.get("huge page"), "ENOMEM");
    assert.deepEqual(answersTo("huge shared memory", "shared memory"), ["EPERM", "allowed"]);
  });

  test("a call that is not on the list looks like an older kernel", () => {
    assert.deepEqual(answersTo("unknown call", "cachestat"), ["ENOSYS", "ENOSYS"]);
  });
});
