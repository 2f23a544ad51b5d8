import { createHash } from "node:crypto";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  type CreateAliasCommandInput,
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  CreateFunctionUrlConfigCommand,
  type CreateFunctionUrlConfigCommandInput,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetFunctionUrlConfigCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionPolicyCommand,
  GetPolicyCommand,
  ListTagsCommand,
  PublishLayerVersionCommand,
  type PublishLayerVersionCommandInput,
  PublishVersionCommand,
  type PublishVersionCommandInput,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
  PutFunctionRecursionConfigCommand,
  type RecursiveLoop,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { statementWith } from "./policy-statement.ts";
import { nameOf, type Properties, type ResourceType, tagList, tagMap } from "./resource-type.ts";

const WAIT = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

const makeFunction: ResourceType = async (logicalId, properties, { lambda, s3 }) => {
  const { Tags, KmsKeyArn, ReservedConcurrentExecutions, RecursiveLoop, ...same } = properties;
  const FunctionName = nameOf(properties, "FunctionName", logicalId);
  const input = { ...same, FunctionName, KMSKeyArn: KmsKeyArn, Tags: tagMap(Tags) } as CreateFunctionCommandInput;
  const { FunctionArn = "" } = await lambda.send(new CreateFunctionCommand(input));
  await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName });
  if (ReservedConcurrentExecutions !== undefined) {
    const reserved = Number(ReservedConcurrentExecutions);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }));
  }
  if (RecursiveLoop !== undefined) {
    const recursion = { FunctionName, RecursiveLoop: RecursiveLoop as RecursiveLoop };
    await lambda.send(new PutFunctionRecursionConfigCommand(recursion));
  }
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const recursion = await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }));
    const { KMSKeyArn, Layers = [], ...configuration } = { ...found.Configuration };
    const isSameCode = (await sha256Of(s3, properties["Code"] as Location)) === configuration.CodeSha256;
    return {
      ...configuration,
      KmsKeyArn: KMSKeyArn,
      Layers: Layers.map(({ Arn }) => Arn),
      Tags: tagList(found.Tags),
      ReservedConcurrentExecutions: found.Concurrency?.ReservedConcurrentExecutions,
      RecursiveLoop: recursion.RecursiveLoop,
      Code: isSameCode ? properties["Code"] : configuration.CodeSha256,
    };
  };
  return { ref: FunctionName, attributes: { Arn: FunctionArn }, read };
};

interface Location {
  readonly S3Bucket: string;
  readonly S3Key: string;
}

const sha256Of = async (s3: S3Client, { S3Bucket: Bucket, S3Key: Key }: Location): Promise<string> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return createHash("sha256").update(bytes).digest("base64");
};

/** A function is written by its name or its ARN, with its qualifier or without; it is read by its qualified ARN. */
const asWritten = (written: unknown, functionArn = ""): unknown => {
  const parts = functionArn.split(":");
  const spellings: readonly unknown[] = [functionArn, parts.slice(0, 7).join(":"), parts[6]];
  return spellings.includes(written) ? written : functionArn;
};

const makeVersion: ResourceType = async (_, properties, { lambda }) => {
  const input = properties as unknown as PublishVersionCommandInput;
  const { FunctionArn: ref = "", Version = "" } = await lambda.send(new PublishVersionCommand(input));
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: ref }));
    return { ...found, FunctionName: asWritten(input.FunctionName, found.FunctionArn) };
  };
  return { ref, attributes: { Version }, read };
};

const makeAlias: ResourceType = async (_, properties, { lambda }) => {
  const input = properties as unknown as CreateAliasCommandInput;
  const { AliasArn: ref = "" } = await lambda.send(new CreateAliasCommand(input));
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetAliasCommand({ FunctionName: input.FunctionName, Name: input.Name }));
    return { ...found, FunctionName: asWritten(input.FunctionName, found.AliasArn) };
  };
  return { ref, read };
};

const makeLayerVersion: ResourceType = async (logicalId, properties, { lambda, s3 }) => {
  const input = { LayerName: logicalId, ...properties } as unknown as PublishLayerVersionCommandInput;
  const { LayerVersionArn: ref = "" } = await lambda.send(new PublishLayerVersionCommand(input));
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetLayerVersionByArnCommand({ Arn: ref }));
    const isSameContent = (await sha256Of(s3, properties["Content"] as Location)) === found.Content?.CodeSha256;
    return { ...found, Content: isSameContent ? properties["Content"] : found.Content?.CodeSha256 };
  };
  return { ref, read };
};

const makeLayerVersionPermission: ResourceType = async (StatementId, properties, { lambda }) => {
  const { LayerVersionArn, Action, Principal } = properties as Readonly<Record<string, string>>;
  const LayerName = LayerVersionArn?.replace(/:\d+$/, "");
  const VersionNumber = Number(LayerVersionArn?.split(":").at(-1));
  const layer = { LayerName, VersionNumber };
  await lambda.send(new AddLayerVersionPermissionCommand({ ...layer, StatementId, Action, Principal }));
  const read = async (): Promise<Properties> => {
    const { Policy } = await lambda.send(new GetLayerVersionPolicyCommand(layer));
    const { Resource, ...statement } = statementWith(StatementId, Policy);
    return { ...statement, LayerVersionArn: Resource };
  };
  return { ref: StatementId, read };
};

const makePermission: ResourceType = async (StatementId, properties, { lambda }) => {
  const input = { ...properties, StatementId } as AddPermissionCommandInput;
  await lambda.send(new AddPermissionCommand(input));
  const read = async (): Promise<Properties> => {
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: input.FunctionName }));
    const { Resource, ...statement } = statementWith(StatementId, Policy);
    return { ...statement, FunctionName: asWritten(input.FunctionName, String(Resource)) };
  };
  return { ref: StatementId, read };
};

const makeEventInvokeConfig: ResourceType = async (logicalId, properties, { lambda }) => {
  const input = properties as unknown as PutFunctionEventInvokeConfigCommandInput;
  await lambda.send(new PutFunctionEventInvokeConfigCommand(input));
  const { FunctionName, Qualifier } = input;
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
    const readQualifier = found.FunctionArn?.split(":").at(-1);
    return { ...found, FunctionName: asWritten(FunctionName, found.FunctionArn), Qualifier: readQualifier };
  };
  return { ref: logicalId, read };
};

const makeUrl: ResourceType = async (_, { TargetFunctionArn, ...properties }, { lambda }) => {
  const FunctionName = String(TargetFunctionArn);
  const input = { ...properties, FunctionName } as unknown as CreateFunctionUrlConfigCommandInput;
  const { FunctionArn: ref = "", FunctionUrl = "" } = await lambda.send(new CreateFunctionUrlConfigCommand(input));
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier: input.Qualifier }));
    const Qualifier = found.FunctionArn?.split(":")[7];
    return { ...found, Qualifier, TargetFunctionArn: asWritten(TargetFunctionArn, found.FunctionArn) };
  };
  return { ref, attributes: { FunctionUrl }, read };
};

const makeEventSourceMapping: ResourceType = async (_, { Tags, ...properties }, { lambda }) => {
  const input = { ...properties, Tags: tagMap(Tags) } as unknown as CreateEventSourceMappingCommandInput;
  const { UUID = "", EventSourceMappingArn } = await lambda.send(new CreateEventSourceMappingCommand(input));
  const read = async (): Promise<Properties> => {
    const found = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    const tags = await lambda.send(new ListTagsCommand({ Resource: EventSourceMappingArn }));
    return {
      ...found,
      Enabled: found.State === "Enabled" || found.State === "Enabling",
      FunctionName: asWritten(input.FunctionName, found.FunctionArn),
      Tags: tagList(tags.Tags),
    };
  };
  return { ref: UUID, read };
};

export const LAMBDA_RESOURCES = {
  "AWS::Lambda::Function": makeFunction,
  "AWS::Lambda::Version": makeVersion,
  "AWS::Lambda::Alias": makeAlias,
  "AWS::Lambda::LayerVersion": makeLayerVersion,
  "AWS::Lambda::LayerVersionPermission": makeLayerVersionPermission,
  "AWS::Lambda::Permission": makePermission,
  "AWS::Lambda::EventInvokeConfig": makeEventInvokeConfig,
  "AWS::Lambda::Url": makeUrl,
  "AWS::Lambda::EventSourceMapping": makeEventSourceMapping,
} as const satisfies Readonly<Record<string, ResourceType>>;
