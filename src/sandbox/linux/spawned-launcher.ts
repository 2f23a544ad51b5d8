import type { Writable } from "node:stream";
import type { LauncherMessage } from "./launcher-message.ts";

/** A descriptor as Node hands it over between processes. */
export interface ReceivedHandle {
  close(): void;
}

/** A launcher that waits for its request. */
export interface SpawnedLauncher {
  /** The host's. */
  readonly pid: number;
  /** Takes the request, then orders. */
  readonly orders: Writable;
  /** Kills the launcher, and with it everything in its sandbox. */
  kill(): void;
}

/** Told what a launcher says, in order. */
export interface LauncherListener {
  onMessage(message: LauncherMessage, handle: ReceivedHandle | undefined): void;
  /** The launcher is gone, and with it everything in its sandbox. Once, and last. */
  onGone(): void;
}
