import type { Server } from "node:net";
import type { Duplex, Readable } from "node:stream";
import type { Sandbox, SandboxContinuation, SandboxExit, SandboxMount, SandboxStart } from "./contract.ts";

/**
 * Lets backends stay naive. Calls on one sandbox happen one after the other; disposal is idempotent, waits for the calls
 * made before it and makes later ones fail; a sandbox that could not be frozen, thawed or mounted to is in a state that nobody knows, so
 * it is destroyed.
 */
export class SafeSandbox implements Sandbox {
  readonly #inner: Sandbox;
  #last: Promise<unknown> = Promise.resolve();
  #frozen = false;
  #isDestroyed = false;
  #disposal: Promise<void> | undefined;

  constructor(inner: Sandbox) {
    this.#inner = inner;
  }

  get id(): string {
    return this.#inner.id;
  }

  get stdout(): Readable {
    return this.#inner.stdout;
  }

  get stderr(): Readable {
    return this.#inner.stderr;
  }

  get exited(): Promise<SandboxExit> {
    return this.#inner.exited;
  }

  get companionExits(): readonly Promise<SandboxExit>[] {
    return this.#inner.companionExits;
  }

  get companionOutputs(): readonly Readable[] {
    return this.#inner.companionOutputs;
  }

  begin(): void {
    this.#assertUsable();
    this.#inner.begin();
  }

  start(start: SandboxStart | SandboxContinuation): void {
    this.#assertUsable();
    this.#inner.start(start);
  }

  serve(port: number, server: Server): void {
    this.#assertUsable();
    this.#inner.serve(port, server);
  }

  mount(mounts: readonly SandboxMount[]): Promise<void> {
    return this.#inOrder(() => this.#orDestroy(() => this.#inner.mount(mounts)));
  }

  /** Taken or not, what is left is of no use: it is destroyed, so that nobody goes on with it. */
  takeSnapshot(path: string, options: { readonly signal: AbortSignal }): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#frozen) throw new Error(`Sandbox ${this.#inner.id} is frozen`);
      try {
        await this.#inner.takeSnapshot(path, options);
      } finally {
        this.#isDestroyed = true;
        this.#disposal ??= this.#inner[Symbol.asyncDispose]();
        await this.#disposal;
      }
    });
  }

  /** Not in order with the others: it waits while the sandbox is frozen, and what thaws it must not wait for it. */
  async connect(port: number): Promise<Duplex> {
    this.#assertUsable();
    return await this.#inner.connect(port);
  }

  freeze(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#frozen) return;
      await this.#orDestroy(() => this.#inner.freeze());
      this.#frozen = true;
    });
  }

  thaw(): Promise<void> {
    return this.#inOrder(async () => {
      if (!this.#frozen) return;
      await this.#orDestroy(() => this.#inner.thaw());
      this.#frozen = false;
    });
  }

  throttleCpu(): Promise<void> {
    return this.#inOrder(() => this.#inner.throttleCpu());
  }

  peakMemoryMiB(): Promise<number | undefined> {
    return this.#inOrder(() => this.#inner.peakMemoryMiB());
  }

  /** After disposal there is nobody to signal, which is what the caller wanted. */
  signal(name: "SIGTERM" | "SIGKILL"): void {
    if (this.#disposal === undefined) this.#inner.signal(name);
  }

  kill(): void {
    if (this.#disposal === undefined) this.#inner.kill();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#last.then(() => this.#inner[Symbol.asyncDispose]());
    return this.#disposal;
  }

  /** Runs the step after those before it, whether they succeeded or not. */
  async #inOrder<Result>(step: () => Promise<Result>): Promise<Result> {
    this.#assertUsable();
    const result = this.#last.then(() => {
      // A step before this one may have destroyed the sandbox.
      if (this.#isDestroyed) this.#assertUsable();
      return step();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #orDestroy(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#isDestroyed = true;
      // Not through our own disposal: that waits for the step that is failing here.
      this.#disposal = this.#inner[Symbol.asyncDispose]();
      await this.#disposal;
      throw error;
    }
  }

  #assertUsable(): void {
    if (this.#disposal !== undefined) throw new Error(`Sandbox ${this.#inner.id} is gone`);
  }
}
