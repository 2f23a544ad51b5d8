import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from "@aws-sdk/client-kms";
import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  type Tag,
  type VersioningConfiguration,
} from "@aws-sdk/client-s3";
import { nameOf, type Properties, type ResourceType, tagList, type TagList, tagMap } from "./resource-type.ts";

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

const documentOf = (encoded = ""): unknown => JSON.parse(decodeURIComponent(encoded));

const makeRole: ResourceType = async (logicalId, properties, { iam }) => {
  const { AssumeRolePolicyDocument, ManagedPolicyArns = [], Policies = [], Path, Tags } = properties;
  const RoleName = nameOf(properties, "RoleName", logicalId);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: Path as string | undefined,
      AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
      Tags: Tags as Tag[] | undefined,
    }),
  );
  for (const PolicyArn of ManagedPolicyArns as readonly string[]) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  for (const { PolicyName, PolicyDocument } of Policies as readonly InlinePolicy[]) {
    const policy = { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) };
    await iam.send(new PutRolePolicyCommand(policy));
  }
  const readPolicy = async ({ PolicyName }: InlinePolicy): Promise<InlinePolicy> => {
    const found = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return { PolicyName, PolicyDocument: documentOf(found.PolicyDocument) };
  };
  const read = async (): Promise<Properties> => {
    const found = await iam.send(new GetRoleCommand({ RoleName }));
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return {
      ...found.Role,
      AssumeRolePolicyDocument: documentOf(found.Role?.AssumeRolePolicyDocument),
      ManagedPolicyArns: AttachedPolicies.map(({ PolicyArn }) => PolicyArn),
      Policies: await Promise.all((Policies as readonly InlinePolicy[]).map(readPolicy)),
    };
  };
  return { ref: RoleName, attributes: { Arn: Role?.Arn ?? "" }, read };
};

const makeRolePolicy: ResourceType = async (logicalId, properties, { iam }) => {
  const { PolicyName, PolicyDocument, Roles } = properties as unknown as InlinePolicy & { Roles: readonly string[] };
  const [RoleName] = Roles;
  const document = JSON.stringify(PolicyDocument);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
  const read = async (): Promise<Properties> => {
    const found = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const { PolicyName: readName, RoleName: readRole } = found;
    return { PolicyName: readName, PolicyDocument: documentOf(found.PolicyDocument), Roles: [readRole] };
  };
  return { ref: logicalId, read };
};

const makeKey: ResourceType = async (_, { KeyPolicy, EnableKeyRotation, Tags }, { kms }) => {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Policy: JSON.stringify(KeyPolicy),
      Tags: ((Tags ?? []) as TagList).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    }),
  );
  const KeyId = KeyMetadata?.KeyId;
  if (EnableKeyRotation === true) await kms.send(new EnableKeyRotationCommand({ KeyId }));
  const read = async (): Promise<Properties> => {
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    const tags = await kms.send(new ListResourceTagsCommand({ KeyId }));
    return {
      KeyPolicy: JSON.parse(Policy),
      EnableKeyRotation: KeyRotationEnabled,
      Tags: tags.Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    };
  };
  return { ref: KeyId ?? "", attributes: { Arn: KeyMetadata?.Arn ?? "" }, read };
};

const makeKeyAlias: ResourceType = async (_, properties, { kms }) => {
  const { AliasName = "", TargetKeyId } = properties as Readonly<Record<string, string>>;
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  const read = async (): Promise<Properties> => {
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId: TargetKeyId }));
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: AliasName }));
    return { AliasName: Aliases[0]?.AliasName, TargetKeyId: KeyMetadata?.Arn };
  };
  return { ref: AliasName, read };
};

const makeLogGroup: ResourceType = async (logicalId, properties, { logs }) => {
  const { RetentionInDays, Tags } = properties;
  const logGroupName = nameOf(properties, "LogGroupName", logicalId);
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: Tags === undefined ? Tags : tagMap(Tags) }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: Number(RetentionInDays) }));
  const read = async (): Promise<Properties> => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    const resourceArn = logGroups?.[0]?.logGroupArn;
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
    const { logGroupName: readName, retentionInDays } = logGroups?.[0] ?? {};
    return { LogGroupName: readName, RetentionInDays: retentionInDays, Tags: tagList(tags) };
  };
  return { ref: logGroupName, read };
};

interface BucketEncryption {
  readonly ServerSideEncryptionConfiguration: readonly {
    readonly ServerSideEncryptionByDefault: { readonly SSEAlgorithm: "AES256" };
  }[];
}

const makeBucket: ResourceType = async (logicalId, properties, { s3 }) => {
  const Bucket = logicalId.toLowerCase();
  const { VersioningConfiguration, Tags, BucketEncryption: encryption } = properties;
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (VersioningConfiguration !== undefined) {
    const versioning = VersioningConfiguration as VersioningConfiguration;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: versioning }));
  }
  if (Tags !== undefined) await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: Tags as Tag[] } }));
  if (encryption !== undefined) {
    const Rules = (encryption as BucketEncryption).ServerSideEncryptionConfiguration.map((rule) => ({
      ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
    }));
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  }
  const readEncryption = async () => {
    const found = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    return {
      ServerSideEncryptionConfiguration: found.ServerSideEncryptionConfiguration?.Rules?.map((rule) => ({
        ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
      })),
    };
  };
  const read = async (): Promise<Properties> => ({
    VersioningConfiguration: await s3.send(new GetBucketVersioningCommand({ Bucket })),
    Tags: Tags && (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet,
    BucketEncryption: encryption && (await readEncryption()),
  });
  return { ref: Bucket, attributes: { Arn: `arn:aws:s3:::${Bucket}` }, read };
};

const makeBucketPolicy: ResourceType = async (logicalId, properties, { s3 }) => {
  const Bucket = String(properties["Bucket"]);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(properties["PolicyDocument"]) }));
  const read = async (): Promise<Properties> => {
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return { Bucket, PolicyDocument: JSON.parse(Policy) };
  };
  return { ref: logicalId, read };
};

export const OTHER_RESOURCES = {
  "AWS::IAM::Role": makeRole,
  "AWS::IAM::Policy": makeRolePolicy,
  "AWS::KMS::Key": makeKey,
  "AWS::KMS::Alias": makeKeyAlias,
  "AWS::Logs::LogGroup": makeLogGroup,
  "AWS::S3::Bucket": makeBucket,
  "AWS::S3::BucketPolicy": makeBucketPolicy,
} as const satisfies Readonly<Record<string, ResourceType>>;
