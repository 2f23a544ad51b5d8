import { findArn } from "../../../aws/arn.ts";

/** What a function's role must be allowed, so that a target is told of its events. */
interface DeliveryPermission {
  /** With its service, for example `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
}

/** By the service of the target's ARN. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const ACTIONS: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  lambda: "lambda:InvokeFunction",
  events: "events:PutEvents",
  s3: "s3:PutObject",
};

/** @returns undefined for services that are told of nothing */
export const deliveryPermission = (targetArn: string, functionName: string): DeliveryPermission | undefined => {
  const service = findArn(targetArn)?.service ?? "";
  const action = ACTIONS[service];
  if (action === undefined) return undefined;
  // A bucket's objects are something else than the bucket.
  return { action, resource: service === "s3" ? `${targetArn}/${recordFolder(functionName)}` : targetArn };
};

/** Below which the records of a function lie in a bucket, as AWS documents it. */
export const recordFolder = (functionName: string): string => `aws/lambda/async/${functionName}/`;
