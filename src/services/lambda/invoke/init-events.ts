import type { InitializationType } from "./initialization-type.ts";
import { hundredths, type PlatformEvent } from "./platform-event.ts";

export interface InitReport {
  readonly initializationType: InitializationType;
  /** `init`: before any invocation. `invoke`: the second attempt, within the first invocation. */
  readonly phase: "init" | "invoke";
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
  readonly durationMs: number;
}

/** What is said of an environment that begins. */
export interface StartedEnvironment {
  readonly runtimeVersion: string;
  readonly runtimeVersionArn: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** The log stream, which every environment has its own of. */
  readonly instanceId: string;
  /** Bytes. */
  readonly instanceMaxMemory: number;
}

export const initStartEvent = (
  started: StartedEnvironment & Pick<InitReport, "initializationType" | "phase">,
): PlatformEvent => ({
  type: "platform.initStart",
  level: "INFO",
  record: () => started,
  text: () => `INIT_START ${runtimeText(started)}`,
});

/** Which runtime it is that starts, as the lines say it. */
export const runtimeText = ({ runtimeVersion, runtimeVersionArn }: StartedEnvironment): string =>
  `Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`;

export const initRuntimeDoneEvent = ({ initializationType, phase, status, errorType }: InitReport): PlatformEvent => ({
  type: "platform.initRuntimeDone",
  level: status === "success" ? "DEBUG" : "WARN",
  record: () => ({ initializationType, phase, status, errorType }),
});

/**
 * PARITY: a log in text format reports an init only when it failed, or was for a snapshot. Any other success is part of
 * the invocation's report.
 */
export const initReportEvent = ({ durationMs, ...report }: InitReport): PlatformEvent => {
  const isSuccess = report.status === "success";
  const event: PlatformEvent = {
    type: "platform.initReport",
    level: isSuccess ? "DEBUG" : "WARN",
    record: () => ({ ...report, metrics: { durationMs: hundredths(durationMs) } }),
  };
  if (!isSuccess) return { ...event, text: () => initReportText(durationMs, report) };
  if (report.initializationType !== "snap-start") return event;
  return { ...event, level: "INFO", text: () => `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms` };
};

const initReportText = (durationMs: number, { phase, status, errorType }: Omit<InitReport, "durationMs">): string =>
  `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}` +
  (errorType === undefined ? "" : `\tError Type: ${errorType}`);

/** How an extension came through the init phase. */
export const extensionEvent = (extension: {
  readonly name: string;
  readonly state: string;
  readonly events: readonly string[];
  readonly errorType: string | undefined;
}): PlatformEvent => {
  const { name, state, events, errorType } = extension;
  return {
    type: "platform.extension",
    level: "INFO",
    record: () => ({ name, state, events, errorType }),
    text: () =>
      `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(",")}]` +
      (errorType === undefined ? "" : `\tError Type: ${errorType}`),
  };
};

/** An extension subscribed to telemetry, or to logs by the older API. */
export const subscriptionEvent = (
  api: "telemetry" | "logs",
  subscription: { readonly name: string; readonly state: string; readonly types: readonly string[] },
): PlatformEvent => {
  const { name, state, types } = subscription;
  return {
    type: api === "telemetry" ? "platform.telemetrySubscription" : "platform.logsSubscription",
    level: "INFO",
    record: () => ({ name, state, types }),
    // PARITY: the streams' names begin with a capital in the line, though not in the event.
    text: () => `${api.toUpperCase()}\tName: ${name}\tState: ${state}\tTypes: [${types.map(capitalized).join(", ")}]`,
  };
};

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
