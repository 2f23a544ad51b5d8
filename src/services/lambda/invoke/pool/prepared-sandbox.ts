import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { randomHex } from "../../../../base/ids.ts";
import type { Sandbox, SandboxBackend, SandboxMount, SandboxSpec } from "../../../../sandbox/contract.ts";

/** Where the runtime asks which function it is for: the first that is not taken. Free for functions once it is told. */
const ASSIGNMENT_PORTS = [9002, 9003, 9004];

/**
 * What the dynamic linker is told to look into must be there when the runtime starts: it does not look again into what
 * was missing then. LIMIT: of these, functions without layers see an empty /opt/lib.
 */
const LIBRARY_DIRECTORIES = ["/var/task/lib", "/opt/lib"];

/** All of a sandbox that can be there before it is known for which function. */
export type Preparation = Omit<SandboxSpec, "id" | "workingDirectory" | "directories" | "companions">;

/** What makes a prepared sandbox one of a function. */
export interface Assignment {
  readonly mounts: readonly SandboxMount[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A sandbox in which a runtime has started that waits to be told for which function. It has seen no function's code or
 * data, becomes one function version's, and is never prepared again.
 */
export class PreparedSandbox implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  /** The runtime's question. */
  readonly #question: Socket;
  #hasEnded = false;

  private constructor(sandbox: Sandbox, question: Socket) {
    this.#sandbox = sandbox;
    this.#question = question;
    void sandbox.exited.then(() => (this.#hasEnded = true));
    // Of a runtime that ended while it waited, the end is all there is to know.
    question.on("error", () => {});
    question.resume();
  }

  /**
   * Resolves when the runtime waits.
   * @throws when the host cannot make the sandbox, or the runtime ends before it waits
   */
  static async make(backend: SandboxBackend, preparation: Preparation, signal: AbortSignal): Promise<PreparedSandbox> {
    await using cleanup = new AsyncDisposableStack();
    const port = ASSIGNMENT_PORTS.find((candidate) => !preparation.listenPorts.includes(candidate)) ?? 0;
    const spec: SandboxSpec = {
      ...preparation,
      id: `env-${randomHex(8)}`,
      command: [...preparation.command, String(port)],
      workingDirectory: "/",
      directories: LIBRARY_DIRECTORIES,
      listenPorts: [...preparation.listenPorts, port],
    };
    const sandbox = cleanup.use(await backend.create(spec, { signal }));
    const server = createServer({ noDelay: true });
    using _ = { [Symbol.dispose]: () => void server.close() };
    sandbox.serve(port, server);
    const question = await firstOf(questionAt(server, signal), endOf(sandbox));
    cleanup.move();
    return new PreparedSandbox(sandbox, question);
  }

  /** Whether the runtime still waits. */
  get isWaiting(): boolean {
    return !this.#hasEnded && !this.#question.destroyed;
  }

  /** Resolves when the runtime has ended, however far it got. */
  async ended(): Promise<void> {
    await this.#sandbox.exited;
  }

  /**
   * Makes it the sandbox of one function version; the runtime goes on at once. To be disposed of by whoever gets it.
   * @throws OperatorError when the code cannot be mounted; to be disposed of then, too
   */
  async assign({ mounts, environment }: Assignment): Promise<Sandbox> {
    await this.#sandbox.mount(mounts);
    this.#question.end(JSON.stringify(environment));
    return this.#sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#question.destroy();
    await this.#sandbox[Symbol.asyncDispose]();
  }
}

const questionAt = async (server: Server, signal: AbortSignal): Promise<Socket> => {
  const [socket] = (await once(server, "connection", { signal })) as [Socket];
  return socket;
};

const endOf = async (sandbox: Sandbox): Promise<never> => {
  const exit = await sandbox.exited;
  throw new Error(`A runtime ended before it was told its function: ${JSON.stringify(exit)}`);
};

/** What the others say later is no news. */
const firstOf = <Result>(...promises: readonly Promise<Result>[]): Promise<Result> => {
  for (const promise of promises) promise.catch(() => {});
  return Promise.race(promises);
};
