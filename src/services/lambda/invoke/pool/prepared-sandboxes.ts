import type { Clock } from "../../../../base/clock.ts";
import type { TaskGroup } from "../../../../base/task-group.ts";
import type { Sandbox, SandboxBackend, SandboxSpec } from "../../../../sandbox/contract.ts";
import { prepare } from "./prepare.ts";
import type { Preparation, PreparedSandbox } from "./prepared-sandbox.ts";
import { Shelf } from "./shelf.ts";

/** Preparing takes a CPU for 30 ms and more, which the function that has just got a sandbox needs more. */
const FILL_AFTER_MS = 50;
/** How long a runtime may take until it waits. */
const PATIENCE_MS = 10_000;
/** How often it is looked whether there are more than are wanted. */
const TRIM_EVERY_MS = 60_000;
/** What a runtime that waits takes of the host's memory, with its sandbox; about twice what was measured. */
const MEMORY_MIB = 32;
/** So does one that has loaded libraries. */
const MEMORY_WITH_LIBRARIES_MIB = 96;
/** Why a preparation was broken off that nobody needs to hear of. */
const EVICTED = new Error("The memory of a sandbox that was being prepared is needed otherwise.");

export interface PreparedSandboxesOptions {
  readonly backend: SandboxBackend;
  /** The most that wait at a time; 0: none. */
  readonly max: number;
  /** Undefined when the host has no memory to spare. */
  readonly reserveMemory: (memoryMiB: number) => Disposable | undefined;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
  /** Told why a sandbox could not be prepared or used. An ordinary one takes its place. */
  readonly onError: (error: unknown) => void;
}

/**
 * Sandboxes made before they are needed, with a runtime that waits for its function where that can be: one for whoever
 * needs the same kind next. Demand fills the shelves, in the background and one after the other; the lack of it empties them.
 */
export class PreparedSandboxes implements AsyncDisposable {
  readonly #options: PreparedSandboxesOptions;
  readonly #shelves = new Map<string, Shelf>();
  /** Of those that wait, with the memory that is theirs. */
  readonly #memory = new Map<PreparedSandbox, Disposable>();
  #timer: Disposable | undefined;
  /** While shelves are being filled. */
  #filling: Promise<void> | undefined;
  /** Of the sandbox that is being prepared. */
  #giveUp: AbortController | undefined;
  #isClosed = false;

  constructor(options: PreparedSandboxesOptions) {
    this.#options = options;
    if (this.#isOn) options.tasks.run((signal) => this.#trimFromTimeToTime(signal));
  }

  /**
   * Makes sandboxes of one kind, from what is prepared as long as there is some.
   * @param plainer the same kind without libraries loaded, for when there is none with them
   */
  backendFor(preparation: Preparation | undefined, plainer?: Preparation): Pick<SandboxBackend, "create"> {
    if (preparation === undefined || !this.#isOn) return this.#options.backend;
    return {
      create: (spec, options) => {
        const prepared =
          this.#takeFrom(this.#shelfOf(preparation)) ?? (plainer && this.#takeFrom(this.#shelfOf(plainer)));
        this.anticipate(preparation);
        return this.#create(spec, prepared, options);
      },
    };
  }

  /** One of this kind will be needed before long. */
  anticipate(preparation: Preparation | undefined): void {
    if (preparation === undefined || !this.#isOn) return;
    this.#shelfOf(preparation).demand(this.#options.clock.monotonicMs());
    this.#timer ??= this.#options.clock.after(FILL_AFTER_MS, () => {
      this.#timer = undefined;
      this.#options.tasks.run((signal) => this.#fill(signal));
    });
  }

  /** Gives up the one that is least likely to be needed, at last the one that is being prepared. False when there is none. */
  async evict(): Promise<boolean> {
    const shelf = this.#leastDemanded();
    const prepared = shelf && this.#takeFrom(shelf);
    await prepared?.[Symbol.asyncDispose]();
    return prepared !== undefined || (await this.#stopFilling());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#timer?.[Symbol.dispose]();
    const waiting = [...this.#memory.keys()];
    for (const prepared of waiting) this.#release(prepared);
    await Promise.all(waiting.map((prepared) => prepared[Symbol.asyncDispose]()));
  }

  get #isOn(): boolean {
    const { max, backend } = this.#options;
    return max > 0 && backend.canMount && !this.#isClosed;
  }

  async #create(
    spec: SandboxSpec,
    prepared: PreparedSandbox | undefined,
    options: { readonly signal: AbortSignal },
  ): Promise<Sandbox> {
    if (prepared === undefined) return this.#options.backend.create(spec, options);
    try {
      return await prepared.become(spec);
    } catch (error) {
      this.#options.onError(error);
      await prepared[Symbol.asyncDispose]();
      return this.#options.backend.create(spec, options);
    }
  }

  #shelfOf(preparation: Preparation): Shelf {
    const kind = JSON.stringify(preparation);
    const shelf = this.#shelves.get(kind) ?? new Shelf(preparation);
    this.#shelves.set(kind, shelf);
    return shelf;
  }

  #takeFrom(shelf: Shelf): PreparedSandbox | undefined {
    const prepared = shelf.take();
    if (prepared !== undefined) this.#release(prepared);
    return prepared;
  }

  async #stopFilling(): Promise<boolean> {
    if (this.#giveUp === undefined) return false;
    this.#giveUp.abort(EVICTED);
    await this.#filling;
    return true;
  }

  /** Whoever is at it sees the new demand, too. */
  async #fill(signal: AbortSignal): Promise<void> {
    if (this.#filling !== undefined) return;
    this.#filling = this.#fillShelves(signal);
    await this.#filling;
    this.#filling = undefined;
  }

  /** Ends at the first that cannot be made: the next demand tries again. */
  async #fillShelves(signal: AbortSignal): Promise<void> {
    try {
      for (let shelf = this.#neediest(); shelf !== undefined; shelf = this.#neediest()) {
        using share = new DisposableStack();
        if (!(await this.#makeRoomFor(shelf)) || !this.#isOn) return;
        const memory = this.#options.reserveMemory(memoryMiBOf(shelf.preparation));
        if (memory === undefined) return;
        share.use(memory);
        const prepared = await this.#prepare(shelf.preparation, signal);
        this.#add(shelf, prepared, share.move());
      }
    } catch (error) {
      if (!signal.aborted && error !== EVICTED) this.#options.onError(error);
    }
  }

  async #prepare(preparation: Preparation, signal: AbortSignal): Promise<PreparedSandbox> {
    const giveUp = new AbortController();
    const reason = new Error("A runtime did not get ready for a function in time.");
    using _ = this.#options.clock.after(PATIENCE_MS, () => giveUp.abort(reason));
    this.#giveUp = giveUp;
    try {
      return await prepare(this.#options.backend, preparation, AbortSignal.any([signal, giveUp.signal]));
    } finally {
      this.#giveUp = undefined;
    }
  }

  #add(shelf: Shelf, prepared: PreparedSandbox, memory: Disposable): void {
    this.#memory.set(prepared, memory);
    shelf.put(prepared);
    if (this.#isClosed) this.#options.tasks.run(() => this.#discard(shelf, prepared));
    else void prepared.ended().then(() => this.#options.tasks.run(() => this.#discard(shelf, prepared)));
  }

  /** Without effect on one that was taken. */
  async #discard(shelf: Shelf, prepared: PreparedSandbox): Promise<void> {
    if (!this.#release(prepared)) return;
    shelf.remove(prepared);
    await prepared[Symbol.asyncDispose]();
  }

  #release(prepared: PreparedSandbox): boolean {
    this.#memory.get(prepared)?.[Symbol.dispose]();
    return this.#memory.delete(prepared);
  }

  /** Of those with less than is wanted, the one that was asked last. */
  #neediest(): Shelf | undefined {
    const nowMs = this.#options.clock.monotonicMs();
    return [...this.#shelves.values()]
      .filter((shelf) => shelf.readyCount < Math.min(shelf.wanted(nowMs), this.#options.max))
      .toSorted((a, b) => b.lastDemandMs - a.lastDemandMs)[0];
  }

  #leastDemanded(): Shelf | undefined {
    return [...this.#shelves.values()]
      .filter(({ readyCount }) => readyCount > 0)
      .toSorted((a, b) => a.lastDemandMs - b.lastDemandMs)[0];
  }

  /** Only at the cost of a kind that was not demanded since: else two kinds would take it from each other for ever. */
  async #makeRoomFor(shelf: Shelf): Promise<boolean> {
    if (this.#memory.size < this.#options.max) return true;
    const victim = this.#leastDemanded();
    return victim !== undefined && victim.lastDemandMs < shelf.lastDemandMs && (await this.evict());
  }

  async #trimFromTimeToTime(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#options.clock.delay(TRIM_EVERY_MS, { signal });
      for (const [kind, shelf] of this.#shelves) {
        const wanted = shelf.wanted(this.#options.clock.monotonicMs());
        while (shelf.readyCount > wanted) await this.#takeFrom(shelf)?.[Symbol.asyncDispose]();
        if (wanted === 0) this.#shelves.delete(kind);
      }
    }
  }
}

const memoryMiBOf = ({ preloads = [] }: Preparation): number =>
  preloads.length === 0 ? MEMORY_MIB : MEMORY_WITH_LIBRARIES_MIB;
