/** An Amazon Resource Name, taken apart at its first five colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the account, colons and slashes included. */
  readonly resource: string;
}

const ARN_PARTS = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;

/** @returns undefined when the text is no ARN. */
export const findArn = (text: string): Arn | undefined => {
  const parts = ARN_PARTS.exec(text);
  if (parts === null) return undefined;
  const [, partition = "", service = "", region = "", accountId = "", resource = ""] = parts;
  return { partition, service, region, accountId, resource };
};

export const formatArn = (arn: Arn): string =>
  `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
