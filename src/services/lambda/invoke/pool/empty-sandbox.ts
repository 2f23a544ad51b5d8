import { randomHex } from "../../../../base/ids.ts";
import type { Sandbox, SandboxBackend, SandboxSpec } from "../../../../sandbox/contract.ts";
import { freePorts, lateMounts, type Preparation, type PreparedSandbox } from "./prepared-sandbox.ts";

/** A sandbox in which nothing runs yet, for commands that need the function's code or variables from the first moment. */
export class EmptySandbox implements PreparedSandbox {
  readonly #sandbox: Sandbox;
  readonly #preparation: Preparation;
  #hasEnded = false;

  private constructor(sandbox: Sandbox, preparation: Preparation) {
    this.#sandbox = sandbox;
    this.#preparation = preparation;
    void sandbox.exited.then(() => (this.#hasEnded = true));
  }

  static async make(backend: SandboxBackend, preparation: Preparation, signal: AbortSignal): Promise<EmptySandbox> {
    const spec: SandboxSpec = {
      ...preparation,
      id: `env-${randomHex(8)}`,
      waits: true,
      command: ["/"],
      workingDirectory: "/",
    };
    return new EmptySandbox(await backend.create(spec, { signal }), preparation);
  }

  get isWaiting(): boolean {
    return !this.#hasEnded;
  }

  async ended(): Promise<void> {
    await this.#sandbox.exited;
  }

  async become(spec: SandboxSpec): Promise<Sandbox> {
    await this.#sandbox.mount(lateMounts(spec, this.#preparation));
    freePorts(this.#sandbox, spec, this.#preparation);
    this.#sandbox.start(spec);
    return this.#sandbox;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sandbox[Symbol.asyncDispose]();
  }
}
