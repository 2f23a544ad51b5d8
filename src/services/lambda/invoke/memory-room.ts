import type { TaskGroup } from "../../../base/task-group.ts";
import { rateExceeded } from "./exceptions.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import type { HostMemory, MemoryShare } from "./host-memory.ts";

/** Room is kept for so many more environments like the one that came last, so that the next need not wait for it. */
const AHEAD_STARTS = 4;
/** But never more than this part of all memory. */
const AHEAD_PART = 1 / 8;
/** Once there is less, so many times as much is made: one by one, each start would end an environment again. */
const AHEAD_TIMES = 2;

/** What is to be known of an environment here. */
type Holder = Pick<ExecutionEnvironment, "memory" | typeof Symbol.asyncDispose>;

export interface MemoryRoomOptions {
  readonly memory: HostMemory;
  /** Of those that may end for others, the one that has been idle longest; not any more when its end has begun. */
  readonly leastRecentlyUsed: () => Holder | undefined;
  /** One that is dead, but not gone yet. */
  readonly ending: () => Holder | undefined;
  /** Gives up a sandbox that is prepared. False when there is none. */
  readonly evictPrepared: () => Promise<boolean>;
  readonly tasks: TaskGroup;
  readonly onError: (error: unknown) => void;
}

/**
 * Finds memory for environments at the cost of those that have been idle longest, whatever function they belong to; ahead
 * of need, since to end one takes several times as long as to start one from a prepared sandbox.
 */
export class MemoryRoom {
  readonly #options: MemoryRoomOptions;
  #isMakingRoom = false;

  constructor(options: MemoryRoomOptions) {
    this.#options = options;
  }

  /** @throws ServiceException when the host is full */
  async reserve(memoryMiB: number): Promise<MemoryShare> {
    for (;;) {
      const share = this.#options.memory.reserve(memoryMiB);
      if (share !== undefined) {
        this.#keepAhead(memoryMiB);
        return share;
      }
      await this.#makeRoom(memoryMiB);
    }
  }

  /** @throws ServiceException when the host is full; the share is as it was then */
  async claim(share: MemoryShare): Promise<void> {
    while (!share.claim()) await this.#makeRoom(share.missingMiB);
    this.#keepAhead(share.heldMiB);
  }

  async #makeRoom(memoryMiB: number): Promise<void> {
    const ending = this.#options.ending();
    if (ending !== undefined) return this.#ended([ending[Symbol.asyncDispose]()]);
    const ends = this.#endIdleOnes(memoryMiB);
    if (ends.length > 0) return this.#ended(ends);
    // Last: it has the least memory, and the next start would miss it most.
    if (!(await this.#options.evictPrepared())) throw rateExceeded("ConcurrentInvocationLimitExceeded");
  }

  #keepAhead(memoryMiB: number): void {
    const { memory, tasks } = this.#options;
    const aheadMiB = Math.min(AHEAD_STARTS * memoryMiB, AHEAD_PART * memory.limitMiB);
    if (this.#isMakingRoom || memory.freeMiB >= aheadMiB) return;
    this.#isMakingRoom = true;
    tasks.run(async () => {
      try {
        await this.#ended(this.#endIdleOnes(AHEAD_TIMES * aheadMiB));
      } finally {
        this.#isMakingRoom = false;
      }
    });
  }

  /** As many as it takes, if there are so many. Nobody else can have them when this returns. */
  #endIdleOnes(memoryMiB: number): readonly Promise<void>[] {
    const ends: Promise<void>[] = [];
    let freeMiB = this.#options.memory.freeMiB;
    while (freeMiB < memoryMiB) {
      const victim = this.#options.leastRecentlyUsed();
      if (victim === undefined) break;
      freeMiB += victim.memory?.heldMiB ?? 0;
      ends.push(victim[Symbol.asyncDispose]());
    }
    return ends;
  }

  async #ended(ends: readonly Promise<void>[]): Promise<void> {
    await Promise.all(ends.map((end) => end.catch(this.#options.onError)));
  }
}
