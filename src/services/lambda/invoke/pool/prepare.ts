import type { SandboxBackend } from "../../../../sandbox/contract.ts";
import { EmptySandbox } from "./empty-sandbox.ts";
import type { Preparation, PreparedSandbox } from "./prepared-sandbox.ts";
import { WaitingRuntime } from "./waiting-runtime.ts";

/** Makes a sandbox as far as it can be made. @throws when the host cannot, or the runtime in it ends at once */
export const prepare = (
  backend: SandboxBackend,
  preparation: Preparation,
  signal: AbortSignal,
): Promise<PreparedSandbox> => {
  const { command } = preparation;
  return command === undefined
    ? EmptySandbox.make(backend, preparation, signal)
    : WaitingRuntime.make(backend, { ...preparation, command }, signal);
};
