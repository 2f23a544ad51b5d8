import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { InvocationRecord } from "./contract.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { Entrypoint } from "./function-errors.ts";
import type { InitializationType } from "./initialization-type.ts";
import type { Telemetry } from "../extensions/telemetry/telemetry.ts";
import type { PlatformLog } from "./platform-log.ts";
import type { RuntimeProcess, RuntimeProcessObserver } from "./runtime-process.ts";

/** What an execution environment is made of. */
export interface EnvironmentOptions {
  readonly functionVersion: FunctionVersion;
  readonly initializationType: InitializationType;
  /** For `INIT_START`, for example `nodejs:24.v21`. */
  readonly runtimeVersion: string;
  readonly runtimeVersionArn: string;
  readonly entrypoint: Entrypoint;
  /** It goes on from a snapshot rather than being initialised. */
  readonly isRestored: boolean;
  /** Makes a sandbox and starts the runtime in it; again when the first one failed to initialise. */
  readonly startProcess: (
    observer: RuntimeProcessObserver,
    telemetry: Telemetry,
    signal: AbortSignal,
  ) => Promise<RuntimeProcess>;
  readonly log: EnvironmentLog;
  readonly platformLog: PlatformLog;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
  readonly onInvocation: (record: InvocationRecord) => void;
  /** Told when the platform failed, not the function. */
  readonly onError: (error: unknown) => void;
  /** What is held for it as long as it lives: its code, its share of the host's memory. */
  readonly resources: AsyncDisposableStack;
}
