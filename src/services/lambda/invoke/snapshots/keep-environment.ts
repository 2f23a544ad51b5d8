import { OperatorError } from "../../../../base/operator-error.ts";
import { Telemetry } from "../../extensions/telemetry/telemetry.ts";
import type { EnvironmentOptions } from "../environment-options.ts";
import { EnvironmentReporter } from "../environment-reporter.ts";
import { Initialization } from "../initialization.ts";
import { initLimitMs } from "../initialization-type.ts";
import type { RuntimeProcess, RuntimeProcessObserver } from "../runtime-process.ts";
import type { SnapshotOutcome } from "./contract.ts";

/**
 * PARITY: it is the same words and the same code for whatever the function does; what it was stands in its log.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/49904
 */
const FAILED: SnapshotOutcome = {
  kind: "failed",
  reason: "An error occurred during function initialization.",
  reasonCode: "FunctionError",
};

const refused = (reason: string): SnapshotOutcome => ({ kind: "refused", reason });

/**
 * Initialises one environment, up to where its runtime waits to be restored, and lets it be kept there. It ends with this.
 * @param keep has the process written down
 * @throws when the platform failed, or the signal is aborted
 */
export const keepEnvironment = async (
  options: EnvironmentOptions,
  keep: (process: RuntimeProcess) => Promise<{ readonly snapshotId: string; readonly sizeBytes: number }>,
  signal: AbortSignal,
): Promise<SnapshotOutcome> => {
  const { clock, tasks, log, startProcess, resources } = options;
  await using _ = resources;
  const telemetry = new Telemetry({ clock, tasks });
  const reporter = new EnvironmentReporter(options);
  reporter.initStarted("init", telemetry);
  using initialization = new Initialization(clock, initLimitMs(options));
  using _stopping = onAbort(signal, () => initialization.abandon(signal.reason));
  const observer = new InitObserver(initialization, reporter);
  await using process = await startProcess(observer, telemetry, AbortSignal.any([signal, initialization.signal]));
  const result = await initialization.result;
  if (result.end.kind !== "ready") await process.stopRuntime();
  await log.drained();
  reporter.initEnded("init", result, []);
  if (result.end.kind !== "ready") return FAILED;
  if (!observer.isRestorable) return refused("its runtime does not ask to be restored");
  if (process.extensions.all.length > 0) return refused("it has an extension inside its runtime");
  try {
    return { kind: "taken", ...(await keep(process)) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OperatorError && error.code === "SNAPSHOT_REFUSED") return refused(error.message);
    throw error;
  }
};

/** Listens until the runtime is where it is to be kept, or failed to get there. */
class InitObserver implements RuntimeProcessObserver {
  isRestorable = false;
  readonly onSubscription: RuntimeProcessObserver["onSubscription"];
  readonly #initialization: Initialization;

  constructor(initialization: Initialization, reporter: EnvironmentReporter) {
    this.#initialization = initialization;
    this.onSubscription = reporter.subscribed;
  }

  onRestorable(): void {
    this.isRestorable = true;
    this.#initialization.finish({ kind: "ready" });
  }

  onRuntimeReady(): void {}

  onReady(): void {
    this.#initialization.finish({ kind: "ready" });
  }

  onResponding(): void {}

  onResponse(): void {}

  onInitError(failure: Parameters<RuntimeProcessObserver["onInitError"]>[0]): void {
    this.#initialization.finish({ kind: "error", ...failure });
  }

  onExit(exit: Parameters<RuntimeProcessObserver["onExit"]>[0]): void {
    this.#initialization.finish({ kind: "exit", exit });
  }

  onExtensionExit(failure: Parameters<RuntimeProcessObserver["onExtensionExit"]>[0]): void {
    this.#initialization.finish({ kind: "extension", failure });
  }
}

const onAbort = (signal: AbortSignal, action: () => void): Disposable => {
  if (signal.aborted) action();
  else signal.addEventListener("abort", action, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", action) };
};
