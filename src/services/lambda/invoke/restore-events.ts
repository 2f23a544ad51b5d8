import { runtimeText, type StartedEnvironment } from "./init-events.ts";
import { hundredths, type PlatformEvent } from "./platform-event.ts";

/** How an environment came through the restore phase. */
export interface RestoreReport {
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
  readonly durationMs: number;
}

export const restoreStartEvent = (started: StartedEnvironment): PlatformEvent => ({
  type: "platform.restoreStart",
  level: "INFO",
  record: () => started,
  text: () => `RESTORE_START ${runtimeText(started)}`,
});

export const restoreRuntimeDoneEvent = ({ status, errorType }: RestoreReport): PlatformEvent => ({
  type: "platform.restoreRuntimeDone",
  level: status === "success" ? "DEBUG" : "WARN",
  record: () => ({ status, errorType }),
});

export const restoreReportEvent = ({ status, errorType, durationMs }: RestoreReport): PlatformEvent => ({
  type: "platform.restoreReport",
  level: status === "success" ? "INFO" : "WARN",
  record: () => ({ status, errorType, metrics: { durationMs: hundredths(durationMs) } }),
  text: () =>
    `RESTORE_REPORT Restore Duration: ${durationMs.toFixed(2)} ms` +
    (status === "success" ? "" : `\tStatus: ${status}`) +
    (errorType === undefined ? "" : `\tError Type: ${errorType}`),
});
