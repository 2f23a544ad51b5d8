import { findArn } from "../../../aws/arn.ts";
import { deliveryPermission } from "../model/delivery-permission.ts";
import type { Destinations } from "../model/destinations.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";
import { deadLetterQueueForbidden, destinationForbidden, invalidDeadLetterQueue } from "../record-exceptions.ts";
import type { LambdaDependencies } from "./operation.ts";

type Permissions = Pick<LambdaDependencies, "deliveryPermissions">;

/** Services that have dead-letter queues for functions. */
const DEAD_LETTER_SERVICES: ReadonlySet<string> = new Set(["sqs", "sns"]);

/** @throws ServiceException for what is no queue and no topic, and when the function's role may not send to it */
export const checkDeadLetterQueue = async (
  functionName: string,
  { roleArn, other }: Pick<FunctionSettings, "roleArn" | "other">,
  { deliveryPermissions }: Permissions,
): Promise<void> => {
  const config = other["DeadLetterConfig"] as { readonly TargetArn?: string } | undefined;
  const targetArn = config?.TargetArn;
  if (targetArn === undefined) return;
  if (!DEAD_LETTER_SERVICES.has(findArn(targetArn)?.service ?? "")) throw invalidDeadLetterQueue(targetArn);
  const needed = deliveryPermission(targetArn, functionName);
  if (!needed || (await deliveryPermissions.mayDeliver({ functionName, roleArn, targetArn }))) return;
  throw deadLetterQueueForbidden(needed.action);
};

/** @throws ServiceException when the version's role may not tell a destination of anything */
export const checkDestinationPermissions = async (
  { onSuccess, onFailure }: Destinations,
  { functionName, settings: { roleArn } }: FunctionVersion,
  { deliveryPermissions }: Permissions,
): Promise<void> => {
  for (const targetArn of [onFailure, onSuccess]) {
    const needed = targetArn && deliveryPermission(targetArn, functionName);
    if (!needed || (await deliveryPermissions.mayDeliver({ functionName, roleArn, targetArn }))) continue;
    throw destinationForbidden(needed.action, targetArn);
  }
};
