/**
 * The life of an extension, in the words that AWS puts into log lines and error messages.
 *
 * - `Started`: it runs, or for an internal one: it is known. Nothing is expected of it but to register.
 * - `Registered`: it has an identifier and may subscribe to telemetry. It initialises.
 * - `Ready`: it waits for its next event.
 * - `Running`: it has an event to deal with.
 * - `InitError`, `ExitError`: it reported that it cannot go on; it is expected to exit.
 * - `LaunchError`: it could not be started.
 */
export type ExtensionState = "Started" | "Registered" | "Ready" | "Running" | "InitError" | "ExitError" | "LaunchError";

const NEXT: Readonly<Record<ExtensionState, readonly ExtensionState[]>> = {
  Started: ["Registered", "LaunchError"],
  Registered: ["Ready", "InitError", "ExitError"],
  Ready: ["Running", "ExitError"],
  Running: ["Ready", "ExitError"],
  // PARITY: who reports an error twice is heard twice; the first one counts.
  InitError: ["InitError"],
  ExitError: ["ExitError"],
  LaunchError: [],
};

/** Whether an extension may go from one state to the other. */
export const mayBecome = (from: ExtensionState, to: ExtensionState): boolean => NEXT[from].includes(to);
