import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const running = new Set<ChildProcess>();

const stopAll = (): void => void Promise.all([...running].map(stop)).finally(() => process.exit(1));

/** They are in groups of their own, which neither a terminal's interrupt nor the end of this program reaches. */
const stopWhenInterrupted = (): void => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopAll);
  process.once("exit", () => {
    for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGTERM");
  });
};

interface ChildServerOptions {
  readonly ready: RegExp;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a server program and waits until its output matches `ready`. Disposing ends it and its children. What it says
 * goes into a file: some have lines to say for each request, and whoever measures them must not be kept busy with those.
 */
export const startChildServer = async (
  command: readonly [string, ...string[]],
  options: ChildServerOptions,
): Promise<{ readonly output: string } & AsyncDisposable> => {
  await using stack = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), "lambkin-bench-"));
  stack.defer(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "output");
  const child = spawnInto(path, command, options);
  stack.defer(() => stop(child));
  const output = await untilReady(path, child, options);
  const owned = stack.move();
  return { output, [Symbol.asyncDispose]: () => owned.disposeAsync() };
};

const spawnInto = (
  path: string,
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env }: ChildServerOptions,
): ChildProcess => {
  const file = openSync(path, "a");
  const child = spawn(program, args, {
    stdio: ["ignore", file, file],
    // A group of its own, so that helpers of the server end with it.
    detached: true,
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
  });
  closeSync(file);
  if (process.listenerCount("SIGINT") === 0) stopWhenInterrupted();
  running.add(child);
  for (const event of ["exit", "error"]) child.once(event, () => running.delete(child));
  return child;
};

/** @returns what it had said until then */
const untilReady = async (path: string, child: ChildProcess, { ready, timeoutMs }: ChildServerOptions) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = (): void => {
    const output = readFileSync(path, "utf8");
    if (ready.test(output)) resolve(output);
  };
  const fail = (what: string): void => reject(new Error(`${child.spawnfile} ${what}:\n${readFileSync(path, "utf8")}`));
  const watcher = watch(path, look);
  const timer = setTimeout(() => fail("did not get ready"), timeoutMs);
  const onExit = (): void => fail("ended");
  child.once("error", reject);
  child.once("exit", onExit);
  try {
    // It may have said it before anybody watched.
    look();
    return await promise;
  } finally {
    clearTimeout(timer);
    watcher.close();
    child.off("exit", onExit);
    child.off("error", reject);
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await exited;
};
