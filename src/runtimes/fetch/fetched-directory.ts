import { existsSync } from "node:fs";
import { untilAborted } from "../../base/until-aborted.ts";
import type { PrepareOptions } from "../contract.ts";
import { installDirectory } from "./install-directory.ts";

/** Puts files into `staging` and says which directory below it is the one wanted. */
export type Fill = (staging: string, options: PrepareOptions) => Promise<string>;

/**
 * A directory that is fetched when it is first needed and then stays. Whoever asks while it is being fetched waits
 * for the same fetch, which goes on until it is done or nobody waits any more. It is there whole or not at all.
 */
export class FetchedDirectory {
  readonly path: string;
  readonly #fill: Fill;
  #running: Running | undefined;
  readonly #waiting = new Set<PrepareOptions>();
  #lastMessage: string | undefined;

  constructor(path: string, fill: Fill) {
    this.path = path;
    this.#fill = fill;
  }

  get isPresent(): boolean {
    return existsSync(this.path);
  }

  /** @throws OperatorError when it cannot be fetched; the signal's reason when aborted */
  async ensure(options: PrepareOptions): Promise<void> {
    options.signal.throwIfAborted();
    if (this.isPresent) return;
    this.#waiting.add(options);
    if (this.#running !== undefined && this.#lastMessage !== undefined) options.onProgress?.(this.#lastMessage);
    const running = (this.#running ??= this.#start());
    try {
      await untilAborted(running.done, options.signal);
    } finally {
      this.#waiting.delete(options);
      if (this.#waiting.size === 0) {
        this.#forget(running);
        running.stop.abort();
      }
    }
  }

  #start(): Running {
    const stop = new AbortController();
    const onProgress = (message: string) => {
      this.#lastMessage = message;
      for (const { onProgress } of this.#waiting) onProgress?.(message);
    };
    const done = installDirectory(this.path, (staging) => this.#fill(staging, { signal: stop.signal, onProgress }));
    const running = { done: done.finally(() => this.#forget(running)), stop };
    return running;
  }

  #forget(running: Running): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#lastMessage = undefined;
  }
}

interface Running {
  readonly done: Promise<void>;
  readonly stop: AbortController;
}
