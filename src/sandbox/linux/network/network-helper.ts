import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";

/** The helper refused: which step failed and the system's own name for why. */
export class NetworkHelperError extends Error {
  /** Such as `EPERM`; `ENOENT` with step `start` when the program is not there. */
  readonly errno: string;
  readonly step: string;

  constructor(errno: string, step: string) {
    super(`${step} (${errno})`);
    this.name = "NetworkHelperError";
    this.errno = errno;
    this.step = step;
  }
}

/** Far more than the kernel takes for thousands of links; who has not answered by then never will. */
const ANSWER_PATIENCE_MS = 60_000;

/** The same for undoing all that was made. */
const END_PATIENCE_MS = 30_000;

interface Waiting {
  readonly resolve: (words: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Speaks to `lambkin-network`: a line goes out, a line comes back, in order. The program holds the namespaces; when it
 * ends, and it ends with this process at the latest, every link of every sandbox is gone.
 */
export class NetworkHelper implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: Waiting[] = [];
  readonly #exited: Promise<void>;
  readonly #logger: Logger;
  readonly #clock: Clock;
  #alive = true;

  /** @param programPath the compiled helper. A program that cannot be started fails the first command. */
  constructor(programPath: string, { logger, clock }: { readonly logger: Logger; readonly clock: Clock }) {
    this.#logger = logger;
    this.#clock = clock;
    this.#process = spawn(programPath, [], { stdio: ["pipe", "pipe", "pipe"], cwd: "/", env: {} });
    // Both an exit and a program that never started end here.
    this.#exited = new Promise((resolve) => {
      this.#process.once("error", (error: NodeJS.ErrnoException) => resolve(this.#end(error.code ?? "EIO")));
      this.#process.once("close", () => resolve(this.#end("EPIPE")));
    });
    this.#process.stdin.on("error", () => {}); // The exit tells more.
    createInterface(this.#process.stdout).on("line", (line) => this.#read(line));
    createInterface(this.#process.stderr).on("line", (line) => logger.warn({ line }, "network helper"));
  }

  /** False once the program is gone or has lost the way out, and with it all namespaces' links. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The helper's process id; its descriptors are the namespaces. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /**
   * A program that does not answer is killed, and everybody who waits for it is told so.
   * @returns the words after `ok`
   * @throws NetworkHelperError
   */
  async send(command: string): Promise<readonly string[]> {
    if (!this.#alive) throw new NetworkHelperError("EPIPE", "start");
    using _bound = this.#clock.after(ANSWER_PATIENCE_MS, () => this.#kill(`it does not answer to ${command}`));
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${command}\n`);
    });
  }

  #read(line: string): void {
    const [kind, ...words] = line.split(" ").filter((word) => word !== "");
    if (kind === "event") {
      this.#logger.error({ line }, "sandboxes have lost their network");
      this.#alive = false;
      this.#process.stdin.end();
    } else if (kind === "ok") this.#waiting.shift()?.resolve(words);
    else this.#waiting.shift()?.reject(new NetworkHelperError(words[0] ?? "EIO", words.slice(1).join(" ")));
  }

  /** What it has made on the host is then removed by the next one, or the next server. */
  #kill(reason: string): void {
    this.#logger.error({ reason, pid: this.pid }, "the network helper is killed");
    this.#process.kill("SIGKILL");
    this.#end("ETIMEDOUT");
  }

  #end(errno: string): void {
    this.#alive = false;
    for (const { reject } of this.#waiting.splice(0)) reject(new NetworkHelperError(errno, "start"));
  }

  /** Ends the program, which takes down what it made, and waits for it, within bounds. */
  async [Symbol.asyncDispose](): Promise<void> {
    const givenUp = Promise.withResolvers<void>();
    this.#process.stdin.end();
    using _impatience = this.#clock.after(END_PATIENCE_MS, () => this.#kill("it does not end"));
    using _despair = this.#clock.after(2 * END_PATIENCE_MS, givenUp.resolve);
    await Promise.race([this.#exited, givenUp.promise]);
  }
}

/** Runs one of the program's one-shot commands. */
export const runNetworkHelper = async (
  programPath: string,
  commandArguments: readonly string[],
): Promise<readonly string[]> => {
  const child = spawn(programPath, commandArguments, { stdio: ["ignore", "pipe", "ignore"], cwd: "/", env: {} });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  try {
    await once(child, "close");
  } catch (error) {
    throw new NetworkHelperError((error as NodeJS.ErrnoException).code ?? "EIO", "start");
  }
  const [kind, ...words] = output.trim().split(" ");
  if (kind !== "ok") throw new NetworkHelperError(words[0] ?? "EIO", words.slice(1).join(" "));
  return words;
};
