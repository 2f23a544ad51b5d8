import type {
  CreateCapacityProviderRequest,
  CreateCodeSigningConfigRequest,
  CreateEventSourceMappingRequest,
  CreateFunctionRequest,
  CreateFunctionUrlConfigRequest,
  FunctionCode,
  PublishLayerVersionRequest,
  PutFunctionEventInvokeConfigRequest,
  PutFunctionRecursionConfigRequest,
  PutFunctionScalingConfigRequest,
  PutProvisionedConcurrencyConfigRequest,
  PutRuntimeManagementConfigRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from "../../../models/generated/lambda.ts";

/** What a setting changes: all that it says, or less, in a sentence for whoever relies on it. */
type Effect = typeof WORKS | string;

/** Every setting of a request must be placed, also one that the next API model brings. */
type Effects<Request> = Readonly<Record<keyof Required<Request>, Effect>>;

const WORKS = Symbol("works");
const NO_POLLER = "Event sources are not polled yet.";
const NO_INSTANCES = "There are no managed instances: functions run on this host.";
const NO_VPC = "Functions use the host's network, whatever their VPC. Subnets and security groups are taken unseen.";
const NO_SIGNATURES = "Signatures are not read: code counts as unsigned.";

const FUNCTION = {
  Architectures: "Functions run on the host's own architecture; code compiled for the other one fails.",
  CapacityProviderConfig: NO_INSTANCES,
  Code: WORKS,
  CodeSigningConfigArn: NO_SIGNATURES,
  DeadLetterConfig: WORKS,
  Description: WORKS,
  DurableConfig: "Durable executions are not available: the function cannot be invoked.",
  Environment: WORKS,
  EphemeralStorage: WORKS,
  FileSystemConfigs: "No file system is mounted.",
  FunctionName: WORKS,
  Handler: WORKS,
  ImageConfig: "Functions from container images are refused.",
  KMSKeyArn: WORKS,
  Layers: WORKS,
  LoggingConfig: WORKS,
  MemorySize: WORKS,
  PackageType: "Functions from container images are refused.",
  Publish: WORKS,
  PublishTo: WORKS,
  RevisionId: WORKS,
  Role:
    "Roles that this server's IAM does not have are taken, too. What a role may do is asked for destinations and " +
    "dead-letter queues only.",
  Runtime: WORKS,
  SnapStart:
    "Where the host takes no snapshots, and with extensions, published versions show it as off and start as all others do.",
  Tags: WORKS,
  TenancyConfig: WORKS,
  Timeout: WORKS,
  TracingConfig: WORKS,
  VpcConfig: NO_VPC,
} satisfies Effects<CreateFunctionRequest & UpdateFunctionConfigurationRequest>;

const CODE = {
  Architectures: FUNCTION.Architectures,
  DryRun: WORKS,
  FunctionName: WORKS,
  ImageUri: FUNCTION.PackageType,
  Publish: WORKS,
  PublishTo: WORKS,
  RevisionId: WORKS,
  S3Bucket: WORKS,
  S3Key: WORKS,
  S3ObjectStorageMode: "Code is copied from its bucket, whatever is asked for.",
  S3ObjectVersion: WORKS,
  SourceKMSKeyArn: "Code is kept unencrypted, readable by the server alone.",
  ZipFile: WORKS,
} satisfies Effects<FunctionCode & UpdateFunctionCodeRequest>;

const LAYER = {
  CompatibleArchitectures: WORKS,
  CompatibleRuntimes: WORKS,
  Content: WORKS,
  Description: WORKS,
  LayerName: WORKS,
  LicenseInfo: WORKS,
} satisfies Effects<PublishLayerVersionRequest>;

const MAPPING = {
  AmazonManagedKafkaEventSourceConfig: NO_POLLER,
  BatchSize: NO_POLLER,
  BisectBatchOnFunctionError: NO_POLLER,
  DestinationConfig: NO_POLLER,
  DocumentDBEventSourceConfig: NO_POLLER,
  Enabled: NO_POLLER,
  EventSourceArn: NO_POLLER,
  FilterCriteria: NO_POLLER,
  FunctionName: NO_POLLER,
  FunctionResponseTypes: NO_POLLER,
  KMSKeyArn: "Filter criteria are kept unencrypted, readable by the server alone.",
  LoggingConfig: NO_POLLER,
  MaximumBatchingWindowInSeconds: NO_POLLER,
  MaximumRecordAgeInSeconds: NO_POLLER,
  MaximumRetryAttempts: NO_POLLER,
  MetricsConfig: NO_POLLER,
  ParallelizationFactor: NO_POLLER,
  ProvisionedPollerConfig: NO_POLLER,
  Queues: NO_POLLER,
  ScalingConfig: NO_POLLER,
  SelfManagedEventSource: NO_POLLER,
  SelfManagedKafkaEventSourceConfig: NO_POLLER,
  SourceAccessConfigurations: NO_POLLER,
  StartingPosition: NO_POLLER,
  StartingPositionTimestamp: NO_POLLER,
  Tags: WORKS,
  Topics: NO_POLLER,
  TumblingWindowInSeconds: NO_POLLER,
} satisfies Effects<CreateEventSourceMappingRequest>;

const URL_CONFIG = {
  AuthType: WORKS,
  Cors: WORKS,
  FunctionName: WORKS,
  InvokeMode: WORKS,
  Qualifier: WORKS,
} satisfies Effects<CreateFunctionUrlConfigRequest>;

const EVENT_INVOKE_CONFIG = {
  DestinationConfig: WORKS,
  FunctionName: WORKS,
  MaximumEventAgeInSeconds: WORKS,
  MaximumRetryAttempts: WORKS,
  Qualifier: WORKS,
} satisfies Effects<PutFunctionEventInvokeConfigRequest>;

const PROVISIONED_CONCURRENCY = {
  FunctionName: WORKS,
  ProvisionedConcurrentExecutions: WORKS,
  Qualifier: WORKS,
} satisfies Effects<PutProvisionedConcurrencyConfigRequest>;

const RUNTIME_MANAGEMENT = {
  FunctionName: WORKS,
  Qualifier: WORKS,
  RuntimeVersionArn: "A function runs on the version of its runtime that the host has.",
  UpdateRuntimeOn: "A function runs on the version of its runtime that the host has.",
} satisfies Effects<PutRuntimeManagementConfigRequest>;

const RECURSION = { FunctionName: WORKS, RecursiveLoop: WORKS } satisfies Effects<PutFunctionRecursionConfigRequest>;

const CODE_SIGNING = {
  AllowedPublishers: NO_SIGNATURES,
  CodeSigningPolicies: "With `Enforce` no code is deployed, as none counts as signed; with `Warn` all is.",
  Description: WORKS,
  Tags: WORKS,
} satisfies Effects<CreateCodeSigningConfigRequest>;

const CAPACITY_PROVIDER = {
  CapacityProviderName: NO_INSTANCES,
  CapacityProviderScalingConfig: NO_INSTANCES,
  InstanceRequirements: NO_INSTANCES,
  KmsKeyArn: NO_INSTANCES,
  PermissionsConfig: NO_INSTANCES,
  PropagateTags: NO_INSTANCES,
  Tags: WORKS,
  TelemetryConfig: NO_INSTANCES,
  VpcConfig: NO_INSTANCES,
} satisfies Effects<CreateCapacityProviderRequest>;

const SCALING = {
  FunctionName: NO_INSTANCES,
  FunctionScalingConfig: NO_INSTANCES,
  Qualifier: NO_INSTANCES,
} satisfies Effects<PutFunctionScalingConfigRequest>;

const ALL: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  Functions: FUNCTION,
  "Code of functions": CODE,
  Layers: LAYER,
  "Event source mappings": MAPPING,
  "Function URLs": URL_CONFIG,
  "Asynchronous invocation": EVENT_INVOKE_CONFIG,
  "Provisioned concurrency": PROVISIONED_CONCURRENCY,
  "Runtime management": RUNTIME_MANAGEMENT,
  "Recursive loops": RECURSION,
  "Code signing": CODE_SIGNING,
  "Capacity providers": CAPACITY_PROVIDER,
  "Scaling on capacity providers": SCALING,
};

export interface LimitedSetting {
  /** What it is a setting of. */
  readonly area: string;
  readonly name: string;
  /** What it does not do, in a sentence. */
  readonly limit: string;
}

/** Every setting that is kept and shown as AWS does, and does less than it says. */
export const limitedSettings = (): readonly LimitedSetting[] =>
  Object.entries(ALL).flatMap(([area, settings]) =>
    Object.entries(settings).flatMap(([name, effect]) =>
      typeof effect === "string" ? [{ area, name, limit: effect }] : [],
    ),
  );
