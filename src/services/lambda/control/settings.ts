import { invalidParameter } from "../exceptions.ts";
import type { FunctionSettings, LoggingSettings } from "../model/function-version.ts";
import { applyOtherSettings } from "./other-settings.ts";
import type { SettingsRequest } from "./settings-request.ts";

/** What a function has before anything is said about it. */
export const defaultSettings = (functionName: string): FunctionSettings => ({
  description: "",
  roleArn: "",
  packageType: "Zip",
  runtime: undefined,
  handler: undefined,
  architecture: "x86_64",
  timeoutSeconds: 3,
  memoryMiB: 128,
  ephemeralStorageMiB: 512,
  environment: {},
  tracingMode: "PassThrough",
  logging: {
    format: "Text",
    applicationLogLevel: undefined,
    systemLogLevel: undefined,
    logGroup: `/aws/lambda/${functionName}`,
  },
  layers: [],
  other: {},
});

/**
 * Lays a request over settings: what the request does not name stays as it is, an empty value clears.
 * The result is not checked yet.
 */
export const applySettings = (current: FunctionSettings, request: SettingsRequest): FunctionSettings => ({
  ...current,
  description: request.Description ?? current.description,
  roleArn: request.Role ?? current.roleArn,
  runtime: request.Runtime ?? current.runtime,
  handler: request.Handler ?? current.handler,
  timeoutSeconds: request.Timeout ?? current.timeoutSeconds,
  memoryMiB: request.MemorySize ?? current.memoryMiB,
  ephemeralStorageMiB: request.EphemeralStorage?.Size ?? current.ephemeralStorageMiB,
  environment: request.Environment === undefined ? current.environment : (request.Environment.Variables ?? {}),
  environmentGiven: request.Environment !== undefined || current.environmentGiven === true,
  tracingMode: request.TracingConfig?.Mode ?? current.tracingMode,
  logging: applyLogging(current.logging, request.LoggingConfig ?? {}),
  other: applyOtherSettings(current.other, request),
});

const applyLogging = (
  current: LoggingSettings,
  request: NonNullable<SettingsRequest["LoggingConfig"]>,
): LoggingSettings => {
  const format = request.LogFormat ?? current.format;
  const logGroup = request.LogGroup ?? current.logGroup;
  if (format === "Text") {
    if (request.ApplicationLogLevel !== undefined || request.SystemLogLevel !== undefined) {
      throw invalidParameter(
        'LogLevel is not supported when LogFormat is set to "Text". ' +
          'Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
      );
    }
    return { format, applicationLogLevel: undefined, systemLogLevel: undefined, logGroup };
  }
  return {
    format,
    applicationLogLevel: request.ApplicationLogLevel ?? current.applicationLogLevel ?? "INFO",
    systemLogLevel: request.SystemLogLevel ?? current.systemLogLevel ?? "INFO",
    logGroup,
  };
};
