import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { newRequestId } from "../../../base/ids.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import type { ObjectWriter } from "../../s3/contract.ts";
import { functionNotFound, payloadTooLarge, recursiveInvocation } from "../exceptions.ts";
import type { DeliveryTarget, EventOutcome, QueuedEvent } from "../model/async-event.ts";
import { deliveryPermission, recordFolder } from "../model/delivery-permission.ts";
import { parseFunctionReference } from "../model/function-reference.ts";
import { findLineage, isLoopOfFailures, nextLineage, withLineage } from "../model/lineage.ts";
import { MAX_ASYNC_PAYLOAD_BYTES } from "../model/quotas.ts";
import type { ExternalTargets, NewAsyncEvent, QueueMessage, VersionChoice } from "./contract.ts";
import type { DeliveryPermissions } from "./delivery-permissions.ts";
import { deadLetter, invocationRecord, qualifiedArn } from "./invocation-record.ts";

export interface DeliveryOptions {
  readonly account: Account;
  readonly versions: VersionChoice;
  /** Where a function's record goes that is itself an event for another function. */
  readonly accept: (event: NewAsyncEvent) => Promise<void>;
  readonly objects: ObjectWriter;
  readonly external: ExternalTargets;
  readonly permissions: Pick<DeliveryPermissions, "mayDeliver">;
}

/**
 * Tells one target how an event ended, if the function's role may.
 * @throws whatever the target answers; `isPassing` says whether to try again
 */
export const deliverRecord = async (
  target: DeliveryTarget,
  event: QueuedEvent,
  outcome: EventOutcome,
  options: DeliveryOptions,
): Promise<void> => {
  const { account, external } = options;
  await checkPermission(target, event, outcome, options);
  const message: QueueMessage =
    target.kind === "dead-letter"
      ? deadLetter(event, outcome)
      : { body: invocationRecord(event, outcome, account), attributes: {} };
  const { service = "" } = findArn(target.arn) ?? {};
  switch (service) {
    case "lambda":
      return invokeWith(message.body, target.arn, event, outcome, options);
    case "s3":
      return putRecord(message.body, target.arn, event, outcome, options);
    case "sqs":
      return external.sendToQueue(target.arn, message);
    case "sns":
      return external.publishToTopic(target.arn, message);
    case "events":
      return external.putEvent(target.arn, {
        source: "lambda",
        detailType: `Lambda Function Invocation Result - ${outcome.condition === "Success" ? "Success" : "Failure"}`,
        resources: [target.arn, qualifiedArn(event, account)],
        detail: message.body,
      });
    default:
      throw new OperatorError({
        code: "DESTINATION_UNKNOWN",
        message: `There is no way to deliver to ${target.arn}.`,
        remedy: "Configure another destination for the function.",
      });
  }
};

/** @throws OperatorError when the role may not */
const checkPermission = async (
  target: DeliveryTarget,
  { functionName }: QueuedEvent,
  { roleArn }: EventOutcome,
  { permissions }: DeliveryOptions,
): Promise<void> => {
  if (roleArn === undefined) return;
  if (await permissions.mayDeliver({ functionName, roleArn, targetArn: target.arn })) return;
  const { action = "" } = deliveryPermission(target.arn, functionName) ?? {};
  throw new OperatorError({
    code: "DESTINATION_FORBIDDEN",
    message: `The execution role ${roleArn} of ${functionName} does not allow ${action} on ${target.arn}.`,
    remedy: `Allow ${action} in a policy of the role.`,
  });
};

const invokeWith = async (
  record: string,
  arn: string,
  event: QueuedEvent,
  { condition }: EventOutcome,
  { account, versions, accept }: DeliveryOptions,
): Promise<void> => {
  const reference = parseFunctionReference(arn, undefined, account);
  if ((await versions.choose(reference)) === undefined) throw functionNotFound(arn);
  const payload = Buffer.from(record);
  // PARITY: a record that is larger than an event may be is not delivered.
  if (payload.byteLength > MAX_ASYNC_PAYLOAD_BYTES) throw payloadTooLarge(MAX_ASYNC_PAYLOAD_BYTES);
  const lineage = nextLineage(findLineage(event.traceHeader), event.functionName);
  if (condition === "RecursiveInvocation" && isLoopOfFailures(lineage)) throw recursiveInvocation();
  await accept({
    ...reference,
    requestId: newRequestId(),
    payload,
    clientContext: undefined,
    traceHeader: withLineage(event.traceHeader, lineage),
  });
};

/** The key is `aws/lambda/async/NAME/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-UUID`, as AWS documents it. */
const putRecord = async (
  record: string,
  arn: string,
  event: QueuedEvent,
  { endedMs }: EventOutcome,
  { objects }: DeliveryOptions,
): Promise<void> => {
  const [bucket = "", ...folders] = (findArn(arn)?.resource ?? "").split("/").filter((part) => part !== "");
  const [date = "", time = ""] = new Date(endedMs).toISOString().slice(0, 19).split("T");
  const name = `${date}T${time.replaceAll(":", ".")}-${newRequestId()}`;
  const key = [...folders, `${recordFolder(event.functionName)}${date.replaceAll("-", "/")}`, name].join("/");
  await objects.put({ bucket, key }, Buffer.from(record), "application/json");
};
