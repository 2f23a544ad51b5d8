import { assertSandboxSpec } from "./assert-sandbox-spec.ts";
import { SafeSandbox } from "./safe-sandbox.ts";
import type { HostSandboxBackend, MemoryFile, Sandbox, SandboxSpec, SweepReport } from "./contract.ts";

/** Keeps track of the living sandboxes for a backend: ids are unique, and disposing the backend disposes them all. */
export class SafeSandboxBackend implements HostSandboxBackend {
  readonly #inner: HostSandboxBackend;
  readonly #living = new Map<string, Sandbox>();
  readonly #starting = new Map<string, Promise<void>>();
  #disposal: Promise<void> | undefined;

  constructor(inner: HostSandboxBackend) {
    this.#inner = inner;
  }

  get features(): HostSandboxBackend["features"] {
    return this.#inner.features;
  }

  get canMount(): boolean {
    return this.#inner.canMount;
  }

  get canSnapshot(): boolean {
    return this.#inner.canSnapshot;
  }

  makeMemoryFile(): Promise<MemoryFile> {
    return this.#inner.makeMemoryFile();
  }

  async create(spec: SandboxSpec, options: { readonly signal: AbortSignal }): Promise<Sandbox> {
    assertSandboxSpec(spec);
    if (this.#disposal !== undefined) throw new Error("The sandbox backend is disposed");
    if (this.#living.has(spec.id) || this.#starting.has(spec.id))
      throw new Error(`There is a sandbox ${spec.id} already`);
    const creation = this.#inner.create(spec, options);
    const settled = creation.then(
      () => undefined,
      () => undefined,
    );
    this.#starting.set(spec.id, settled);
    try {
      const sandbox = new TrackedSandbox(await creation, () => this.#living.delete(spec.id));
      this.#living.set(spec.id, sandbox);
      return sandbox;
    } finally {
      this.#starting.delete(spec.id);
    }
  }

  sweep(): Promise<SweepReport> {
    return this.#inner.sweep();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#disposal ??= this.#dispose());
  }

  /** Goes on after an error and reports them all. */
  async #dispose(): Promise<void> {
    await Promise.all(this.#starting.values());
    const results = await Promise.allSettled(
      [...this.#living.values()].map((sandbox) => sandbox[Symbol.asyncDispose]()),
    );
    results.push(...(await Promise.allSettled([this.#inner[Symbol.asyncDispose]()])));
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    if (errors.length > 0) throw new AggregateError(errors, "Some sandboxes could not be removed");
  }
}

/** Tells when it is gone, so that its id is free again. */
class TrackedSandbox extends SafeSandbox {
  readonly #onGone: () => void;

  constructor(inner: Sandbox, onGone: () => void) {
    super(inner);
    this.#onGone = onGone;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#onGone();
  }
}
