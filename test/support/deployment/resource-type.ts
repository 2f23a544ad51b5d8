import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";

export interface Clients {
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
}

/** Properties of a resource, as CloudFormation names them. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource that was created. */
export interface Made {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Its properties as the service tells them, in CloudFormation's names; more of them than were written do no harm. */
  readonly read: () => Promise<Properties>;
}

/** Creates a resource and tells how it is asked back. */
export type ResourceType = (logicalId: string, properties: Properties, clients: Clients) => Promise<Made>;

/** The name that a template gives, or one made of the logical id. */
export const nameOf = (properties: Properties, property: string, logicalId: string): string => {
  const name = properties[property];
  return typeof name === "string" ? name : logicalId;
};

/** Tags as templates write them. */
export type TagList = readonly { readonly Key: string; readonly Value: string }[];

export const tagMap = (tags: unknown): Record<string, string> =>
  Object.fromEntries(((tags ?? []) as TagList).map(({ Key, Value }) => [Key, Value]));

export const tagList = (tags: Readonly<Record<string, string>> = {}): TagList =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
