import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set<ChildProcess>();

const stopAll = (): void => void Promise.all([...running].map(stop)).finally(() => process.exit(1));

/** They are in groups of their own, which neither a terminal's interrupt nor the end of this program reaches. */
const stopWhenInterrupted = (): void => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopAll);
  process.once("exit", () => {
    for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGTERM");
  });
};

/** Starts a server program and waits until its output matches `ready`. Disposing ends it and its children. */
export const startChildServer = async (
  command: readonly [string, ...string[]],
  options: {
    readonly ready: RegExp;
    readonly timeoutMs: number;
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<{ readonly output: string } & AsyncDisposable> => {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that helpers of the server end with it.
    detached: true,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  if (process.listenerCount("SIGINT") === 0) stopWhenInterrupted();
  running.add(child);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${program} did not get ready:\n${output}`)), options.timeoutMs);
    const onData = (chunk: Buffer) => {
      output += chunk.toString();
      if (!options.ready.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", onData);
    child.stderr.on("data", onData);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`${program} ended:\n${output}`)));
  });
  try {
    await ready;
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { output, [Symbol.asyncDispose]: () => stop(child) };
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await exited;
};
