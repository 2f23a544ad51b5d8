import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import type { SandboxSpec } from "../../src/sandbox/contract.ts";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";
import { SnapshotHost } from "./snapshot-host.ts";

const CACHE = path.join(import.meta.dirname, "../../node_modules/.cache");
const OLDER_NODES = path.join(CACHE, "lambkin-runtimes/nodejs");
const NODE_20 = path.join(OLDER_NODES, "node-20.20.2-x64/bin/node");
const NODE_22 = path.join(OLDER_NODES, "node-22.23.3-x64/bin/node");
const BOTO3 = path.join(CACHE, "python/boto3-1.44.5");
const JAVAC = "javac";
const NO_JAVA = spawnSync(JAVAC, ["-version"]).status === 0 ? false : "no Java here";

/** What keeps Node.js busy before and after: timers, a heap, compiled functions, threads of its pool and of workers. */
const NODE_PROGRAM = `
const { connect } = require("node:net");
const { pbkdf2 } = require("node:crypto");
const { execFileSync } = require("node:child_process");
const { Worker } = require("node:worker_threads");
const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
const hash = () => new Promise((resolve, reject) =>
  pbkdf2("a", "b", 1000, 32, "sha256", (error, key) => (error ? reject(error) : resolve(key.toString("hex")))));
const messageOf = (worker) => new Promise((resolve) => worker.once("message", resolve));
const garbage = () => Array.from({ length: 200_000 }, (_, n) => ({ n, text: "x" + n })).length;
const main = async () => {
  let ticks = 0;
  setInterval(() => ticks++, 5);
  const kept = Array.from({ length: 50_000 }, (_, n) => ({ n }));
  const hashed = await hash();
  fib(25);
  const socket = connect(9001, "127.0.0.1", () => socket.write("waiting"));
  const word = String(await new Promise((resolve) => socket.once("data", resolve)));
  const before = ticks;
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let round = 0; round < 10; round++) garbage();
  globalThis.gc();
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage(6 * 7)", { eval: true });
  const message = messageOf(worker);
  console.log(JSON.stringify([word, ticks > before, fib(25), hashed === (await hash()), await message,
    execFileSync("/bin/echo", ["child"]).toString(), kept.reduce((sum, { n }) => sum + n, 0), process.pid]));
  process.exit(0);
};
main();
`;
const FROM_NODE = '["go on",true,75025,true,42,"child\\n",1249975000,2]\n';

const JAVA_PROGRAM = `
import java.net.Socket;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

public class Kept {
  public static void main(String[] none) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    pool.submit(() -> 1).get();
    AtomicInteger ticks = new AtomicInteger();
    Executors.newScheduledThreadPool(1).scheduleAtFixedRate(ticks::incrementAndGet, 5, 5, TimeUnit.MILLISECONDS);
    Map<String, Integer> kept = new HashMap<>();
    for (int n = 0; n < 50_000; n++) kept.put("key" + n, n);
    Socket socket = new Socket("127.0.0.1", 9001);
    socket.getOutputStream().write("waiting".getBytes());
    byte[] bytes = new byte[100];
    String word = new String(bytes, 0, socket.getInputStream().read(bytes));
    int before = ticks.get();
    while (ticks.get() <= before) Thread.sleep(5);
    System.gc();
    long sum = 0;
    for (int round = 0; round < 20; round++) for (int n = 0; n < 50_000; n++) sum += kept.get("key" + n);
    Process child = new ProcessBuilder("/bin/echo", "child").start();
    String said = new String(child.getInputStream().readAllBytes()).trim();
    System.out.println(word + " " + (ticks.get() > before) + " " + sum + " " + pool.submit(() -> 42).get() + " " + said);
    System.exit(0);
  }
}
`;

describe("runtimes go on from snapshots", rootOnly, () => {
  const host = sandboxHost();
  const snapshots = new SnapshotHost(host);
  const limits = { memoryMiB: 512, processes: 1024 };

  /** Two at once, so that nothing of the one can be the other's. */
  const bothPrint = async (command: SandboxSpec["command"], printed: string, mounts: SandboxSpec["mounts"] = []) => {
    const changes = { limits, mounts: [{ sources: [host.taskDirectory], target: "/var/task" } as const, ...mounts] };
    const snapshot = await snapshots.take(command, changes);
    const runs = await Promise.all([1, 2].map(() => snapshots.goOn(snapshot, "go on", changes)));
    assert.deepEqual(
      runs.map(({ stdout, stderr, exit }) => [stdout, stderr, exit.exitCode]),
      [1, 2].map(() => [printed, "", 0]),
    );
  };

  const nodeGoesOn = async (program: string): Promise<void> => {
    await host.write("kept.cjs", NODE_PROGRAM);
    const runtime = { sources: [path.dirname(program)], target: "/var/lang/bin" } as const;
    await bothPrint(["/var/lang/bin/node", "--expose-gc", "/var/task/kept.cjs"], FROM_NODE, [runtime]);
  };

  test("Node.js 24", () => nodeGoesOn(process.execPath));
  test("Node.js 22", { skip: !existsSync(NODE_22) && "not here" }, () => nodeGoesOn(NODE_22));
  test("Node.js 20", { skip: !existsSync(NODE_20) && "not here" }, () => nodeGoesOn(NODE_20));

  test("Python with boto3", async () => {
    const command = await snapshots.python(`
import sys
sys.path.insert(0, "/opt")
import boto3, gc, decimal, hashlib, json, sqlite3, ssl
client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
rows = sqlite3.connect(":memory:"); rows.execute("create table t (n)"); rows.executemany("insert into t values (?)", [(n,) for n in range(1000)])
pause()
gc.collect()
url = client.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
print(url.startswith("https://s3.amazonaws.com/b/k?"), rows.execute("select sum(n) from t").fetchone(), hashlib.sha256(b"a").hexdigest()[:8], ssl.create_default_context().verify_mode.name)
`);
    await bothPrint(command, "True (499500,) ca978112 CERT_REQUIRED\n", [{ sources: [BOTO3], target: "/opt" }]);
  });

  const javaGoesOn = async (...flags: string[]): Promise<void> => {
    await host.write("Kept.java", JAVA_PROGRAM);
    execFileSync(JAVAC, ["-d", host.taskDirectory, path.join(host.taskDirectory, "Kept.java")]);
    await bothPrint(["/usr/bin/java", ...flags, "-cp", "/var/task", "Kept"], "go on true 24999500000 42 child\n");
  };

  test("Java, with the collector that has most threads", { skip: NO_JAVA }, () => javaGoesOn("-XX:+UseG1GC"));
  test("Java, as functions run it", { skip: NO_JAVA }, () => javaGoesOn("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
});
