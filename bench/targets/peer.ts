import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startChildServer } from "../child-server.ts";
import { LoadConnection } from "../load/load-connection.ts";
import { wireRequest } from "../load/wire-request.ts";
import { type Target, TargetUnavailable } from "./target.ts";

const START_TIMEOUT_MS = 60_000;
const INSTALL_TIMEOUT_MS = 300_000;
const LISTEN_TRIES = 100;
const LISTEN_PAUSE_MS = 50;

export const peerDirectory = (id: string): string => fileURLToPath(new URL(`../peers/${id}/`, import.meta.url));

/** Runs a package client. @throws TargetUnavailable with the end of what it said */
const install = (command: string, args: readonly string[], cwd: string): void => {
  try {
    execFileSync(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: INSTALL_TIMEOUT_MS });
  } catch (error) {
    const said = String((error as { readonly stderr?: Buffer }).stderr ?? error).trim();
    throw new TargetUnavailable(`${command} could not install it: ${said.slice(-200)}`, { cause: error });
  }
};

/** Installs what a peer's lock file says, on first use. @returns its directory */
export const installedByNpm = (id: string): string => {
  const directory = peerDirectory(id);
  if (!existsSync(`${directory}node_modules`)) install("npm", ["ci", "--ignore-scripts"], directory);
  return directory;
};

const PYTHON_PACKAGES = fileURLToPath(new URL("../../node_modules/.cache/lambkin-bench/", import.meta.url));

/** Installs the Python packages of a peer's lock file, on first use. @returns their directory */
export const installedByPip = (id: string): string => {
  const target = `${PYTHON_PACKAGES}${id}`;
  if (existsSync(target)) return target;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const quietly = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"];
  const what = ["--no-deps", "--target", partial, "-r", "requirements.txt"];
  install("python3", ["-m", "pip", "install", ...quietly, ...what], peerDirectory(id));
  renameSync(partial, target);
  return target;
};

/** One that nobody listens on, for programs that cannot take one by themselves. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Some say that they are ready before they listen. */
const untilListening = async (port: number): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    try {
      using _ = await LoadConnection.open(port);
      return;
    } catch (error) {
      if (tries === LISTEN_TRIES) throw error;
      await sleep(LISTEN_PAUSE_MS);
    }
  }
};

/** A peer that is a server program, and answers a POST. */
export const startPeer = async (peer: {
  readonly name: string;
  readonly port: number;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly ready: RegExp;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<Target> => {
  const { name, port, command, path, body = "{}", ...options } = peer;
  await using stack = new AsyncDisposableStack();
  // Those that start Node.js by its name start the same as everybody else.
  const env = { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, ...options.env };
  stack.use(await startChildServer(command, { ...options, env, timeoutMs: START_TIMEOUT_MS }));
  await untilListening(port);
  const owned = stack.move();
  const headers = { host: `127.0.0.1:${port}`, "content-type": "application/json", ...peer.headers };
  return {
    name,
    port,
    requests: () => [wireRequest({ path, headers, body })],
    expected: "hello",
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
