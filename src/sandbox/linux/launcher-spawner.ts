import type { Clock } from "../../base/clock.ts";
import type { LauncherListener, SpawnedLauncher } from "./spawned-launcher.ts";
import type { LauncherProgram } from "./launcher-program.ts";
import { SpawnerProcess } from "./spawner-process.ts";

/**
 * Starts launchers by way of one small process that forks them: to start each from here would copy the tables of this
 * process's memory and stand still until the new program runs, many milliseconds on a busy machine. Should that process
 * die, so do all sandboxes, and the next launch starts another.
 */
export class LauncherSpawner implements AsyncDisposable {
  readonly #program: LauncherProgram;
  readonly #clock: Clock;
  #current: SpawnerProcess | undefined;

  constructor(program: LauncherProgram, clock: Clock) {
    this.#program = program;
    this.#clock = clock;
  }

  /**
   * @param signal ends the wait; a launcher that comes later ends by itself
   * @throws OperatorError when there can be no launcher
   */
  async launch(listener: LauncherListener, signal: AbortSignal): Promise<SpawnedLauncher> {
    if (this.#current?.isGone !== false) this.#current = new SpawnerProcess(this.#program, this.#clock);
    return await this.#current.launch(listener, signal);
  }

  /**
   * Ends it, and whatever it has started.
   * @throws OperatorError when that is not to be done
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current?.end();
  }
}
