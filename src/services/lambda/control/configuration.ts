import { createHash } from "node:crypto";
import type { Account } from "../../../aws/account.ts";
import type {
  EnvironmentResponse,
  FunctionConfiguration,
  LastUpdateStatusReasonCode,
  LoggingConfig,
  Runtime,
  RuntimeVersionConfig,
  StateReasonCode,
  VpcConfig,
  VpcConfigResponse,
} from "../../../models/generated/lambda.ts";
import { toEnvironmentError } from "../kms-exceptions.ts";
import { functionArn } from "../model/function-reference.ts";
import type { FunctionCode, FunctionSettings, FunctionVersion, LoggingSettings } from "../model/function-version.ts";
import { snapStartResponse } from "../model/snap-start.ts";

/**
 * A function version as the API shows it.
 * @param qualifier makes the ARN a qualified one; undefined when the caller named none
 */
export const toConfiguration = (
  version: FunctionVersion,
  account: Account,
  qualifier?: string,
): FunctionConfiguration => ({
  ...toListedConfiguration(version, account, qualifier),
  RuntimeVersionConfig: version.settings.other["RuntimeVersionConfig"] as RuntimeVersionConfig | undefined,
  State: version.state.value,
  StateReason: version.state.reason,
  StateReasonCode: version.state.reasonCode as StateReasonCode | undefined,
  // PARITY: a function that is still being created has no last update.
  ...(version.state.value === "Pending" ? {} : lastUpdate(version)),
});

/** PARITY: lists leave the states out. */
export const toListedConfiguration = (
  version: FunctionVersion,
  account: Account,
  qualifier?: string,
): FunctionConfiguration => {
  const { settings, code } = version;
  return {
    FunctionName: version.functionName,
    FunctionArn: functionArn(account, version.functionName, qualifier),
    Runtime: settings.runtime as Runtime | undefined,
    Role: settings.roleArn,
    Handler: settings.handler,
    CodeSize: code.sizeBytes,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMiB,
    LastModified: formatTime(version.lastModifiedMs),
    CodeSha256: codeSha256(code),
    Version: version.version,
    ...(settings.environmentGiven === true ? { Environment: toEnvironment(settings) } : {}),
    TracingConfig: { Mode: settings.tracingMode },
    RevisionId: version.revisionId,
    PackageType: settings.packageType,
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMiB },
    LoggingConfig: toLoggingConfig(settings.logging),
    ...toLayers(settings.layers),
    ...toOtherSettings(version, account),
  };
};

/** PARITY: without layers there is no list of them. */
const toLayers = (layers: FunctionSettings["layers"]): FunctionConfiguration =>
  layers.length === 0 ? {} : { Layers: layers.map(({ arn, sizeBytes }) => ({ Arn: arn, CodeSize: sizeBytes })) };

/** The hash of a function's code as the API shows it. */
export const codeSha256 = ({ sha256 }: FunctionCode): string => Buffer.from(sha256, "hex").toString("base64");

/** PARITY: variables that cannot be read are no reason to refuse the configuration. */
const toEnvironment = ({ environment, environmentError }: FunctionSettings): EnvironmentResponse =>
  environmentError === undefined ? { Variables: environment } : { Error: toEnvironmentError(environmentError) };

const lastUpdate = ({ lastUpdate: { value, reason, reasonCode } }: FunctionVersion): FunctionConfiguration => ({
  LastUpdateStatus: value,
  LastUpdateStatusReason: reason,
  LastUpdateStatusReasonCode: reasonCode as LastUpdateStatusReasonCode | undefined,
});

const toLoggingConfig = (logging: LoggingSettings): LoggingConfig => ({
  LogFormat: logging.format,
  ApplicationLogLevel: logging.applicationLogLevel,
  SystemLogLevel: logging.systemLogLevel,
  LogGroup: logging.logGroup,
});

const toOtherSettings = (version: FunctionVersion, account: Account): FunctionConfiguration => {
  const {
    SnapStart: _asItIs,
    VpcConfig,
    RuntimeVersionConfig: _notInLists,
    SourceKMSKeyArn: _ofTheCode,
    ...asGiven
  } = version.settings.other;
  return {
    SnapStart: snapStartResponse(version),
    ...(VpcConfig === undefined ? {} : { VpcConfig: toVpcConfig(VpcConfig as VpcConfig, account) }),
    ...asGiven,
  };
};

/** PARITY: once a function had one, it goes on being shown, with nothing in it. */
const toVpcConfig = (config: VpcConfig, account: Account): VpcConfigResponse => ({
  SubnetIds: config.SubnetIds ?? [],
  SecurityGroupIds: config.SecurityGroupIds ?? [],
  VpcId: (config.SubnetIds ?? []).length === 0 ? "" : vpcId(account),
  Ipv6AllowedForDualStack: config.Ipv6AllowedForDualStack ?? false,
});

/** LIMIT: subnets are taken unseen, so all of them belong to the one VPC that the account is said to have. */
const vpcId = ({ accountId, region }: Account): string =>
  `vpc-${createHash("sha256").update(`${accountId} ${region}`).digest("hex").slice(0, 17)}`;

/** For example `2026-01-01T00:00:00.000+0000`. */
export const formatTime = (ms: number): string => new Date(ms).toISOString().replace("Z", "+0000");
