import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { randomHex } from "../../../../base/ids.ts";
import type { Sandbox, SandboxBackend, SandboxSpec } from "../../../../sandbox/contract.ts";
import { freePorts, lateMounts, type Preparation, type PreparedSandbox } from "./prepared-sandbox.ts";

/** Where the runtime asks which function it is for: the first that is not taken. Free for functions once it is told. */
const ASSIGNMENT_PORTS = [9002, 9003, 9004];

/**
 * What the dynamic linker is told to look into must be there when the runtime starts: it does not look again into what
 * was missing then. LIMIT: of these, functions without layers see an empty /opt/lib.
 */
const LIBRARY_DIRECTORIES = ["/var/task/lib", "/opt/lib"];

/** A sandbox in which a runtime has started that waits to be told for which function. */
export class WaitingRuntime implements PreparedSandbox {
  readonly #sandbox: Sandbox;
  readonly #preparation: Preparation;
  /** The runtime's question. */
  readonly #question: Socket;
  #hasEnded = false;

  private constructor(sandbox: Sandbox, preparation: Preparation, question: Socket) {
    this.#sandbox = sandbox;
    this.#preparation = preparation;
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
  static async make(
    backend: SandboxBackend,
    preparation: Preparation & Pick<SandboxSpec, "command">,
    signal: AbortSignal,
  ): Promise<WaitingRuntime> {
    await using cleanup = new AsyncDisposableStack();
    const port = ASSIGNMENT_PORTS.find((candidate) => !preparation.listenPorts.includes(candidate)) ?? 0;
    const spec: SandboxSpec = {
      ...preparation,
      id: `env-${randomHex(8)}`,
      command: [...preparation.command, String(port)],
      workingDirectory: "/",
      directories: [...LIBRARY_DIRECTORIES, ...(preparation.directories ?? [])],
      listenPorts: [...preparation.listenPorts, port],
    };
    const sandbox = cleanup.use(await backend.create(spec, { signal }));
    const server = createServer({ noDelay: true });
    using _ = { [Symbol.dispose]: () => void server.close() };
    sandbox.serve(port, server);
    const question = await firstOf(questionAt(server, signal), endOf(sandbox));
    cleanup.move();
    return new WaitingRuntime(sandbox, preparation, question);
  }

  get isWaiting(): boolean {
    return !this.#hasEnded && !this.#question.destroyed;
  }

  async ended(): Promise<void> {
    await this.#sandbox.exited;
  }

  async become(spec: SandboxSpec): Promise<Sandbox> {
    await this.#sandbox.mount(lateMounts(spec, this.#preparation));
    // Nobody would hear what the function's environment is, nor ask for an event.
    if (!this.isWaiting) throw new Error("A runtime ended while it was given its function.");
    freePorts(this.#sandbox, spec, this.#preparation);
    this.#question.end(JSON.stringify(spec.environment));
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
