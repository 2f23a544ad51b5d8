/** What the runtime inside the sandbox is doing, in the words that AWS puts into its error messages. */
export type RuntimeState =
  | "Started"
  | "InitError"
  /** With SnapStart: it waits, first until a snapshot is taken and then to hear that it was restored. */
  | "RestoreReady"
  | "Restoring"
  | "RestoreError"
  | "Ready"
  | "Running"
  | "InvocationResponse"
  | "InvocationErrorResponse"
  | "ResponseSent";

const NEXT: Readonly<Record<RuntimeState, readonly RuntimeState[]>> = {
  Started: ["Ready", "InitError", "RestoreReady"],
  InitError: [],
  RestoreReady: ["Restoring"],
  Restoring: ["Ready", "RestoreError"],
  RestoreError: [],
  Ready: ["Running"],
  Running: ["InvocationResponse", "InvocationErrorResponse"],
  InvocationResponse: ["ResponseSent"],
  InvocationErrorResponse: ["ResponseSent"],
  ResponseSent: ["Ready"],
};

/** Whether the runtime may go from one state to the other. */
export const mayBecome = (from: RuntimeState, to: RuntimeState): boolean => NEXT[from].includes(to);
