import type { Account } from "../../../aws/account.ts";
import type { TemporaryCredentials } from "../../sts/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { InitializationType } from "./initialization-type.ts";

export const TASK_ROOT = "/var/task";
const RUNTIME_DIRECTORY = "/var/runtime";

export interface EnvironmentVariableSources {
  readonly functionVersion: FunctionVersion;
  readonly account: Account;
  /** Or where they are to be asked for, and with what. */
  readonly credentials: TemporaryCredentials | CredentialsAddress;
  readonly runtimeApiPort: number;
  /** Undefined when the sandbox cannot reach this server's API. */
  readonly apiPort: number | undefined;
  readonly initializationType: InitializationType;
  /** Undefined when the variables are to hold for several environments. */
  readonly logStreamName: string | undefined;
  /** What the runtime's launch plan sets. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
interface CredentialsAddress {
  readonly url: string;
  readonly token: string;
}

/**
 * What a function sees as its environment. Three layers, the later ones win: what the platform and the runtime
 * propose, what the function's owner set, what is reserved.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const environmentVariables = (sources: EnvironmentVariableSources): Record<string, string> => ({
  ...proposed(sources),
  ...sources.functionVersion.settings.environment,
  ...reserved(sources),
});

/** An owner may point the SDKs elsewhere, or nowhere. */
const proposed = ({ apiPort, runtimeVariables }: EnvironmentVariableSources): Record<string, string> => ({
  TZ: ":UTC",
  ...(apiPort === undefined ? {} : { AWS_ENDPOINT_URL: `http://127.0.0.1:${apiPort}` }),
  ...runtimeVariables,
});

const reserved = (sources: EnvironmentVariableSources): Record<string, string> => {
  const { functionVersion, account, credentials, runtimeApiPort, logStreamName, runtimeVariables } = sources;
  const { functionName, version, settings } = functionVersion;
  const { logging } = settings;
  const executionEnvironment = runtimeVariables["AWS_EXECUTION_ENV"];
  return {
    _HANDLER: settings.handler ?? "",
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    ...(executionEnvironment === undefined ? {} : { AWS_EXECUTION_ENV: executionEnvironment }),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMiB),
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_INITIALIZATION_TYPE: sources.initializationType,
    // PARITY: functions with SnapStart are told neither group nor stream.
    ...(logStreamName !== undefined && {
      AWS_LAMBDA_LOG_GROUP_NAME: logging.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    }),
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    // Without a level in its format, a runtime writes everything.
    ...(logging.format === "JSON" ? { AWS_LAMBDA_LOG_LEVEL: logging.applicationLogLevel ?? "INFO" } : {}),
    ...credentialVariables(credentials),
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${runtimeApiPort}`,
    LAMBDA_TASK_ROOT: TASK_ROOT,
    LAMBDA_RUNTIME_DIR: RUNTIME_DIRECTORY,
    // LIMIT: no X-Ray daemon listens there; segments that a function sends are lost, which SDKs put up with.
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
  };
};

const credentialVariables = (credentials: EnvironmentVariableSources["credentials"]): Record<string, string> =>
  "url" in credentials
    ? {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.url,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: credentials.token,
      }
    : {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      };
