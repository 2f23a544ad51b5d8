import { deliveryPermission } from "../model/delivery-permission.ts";
import type { Destinations } from "../model/destinations.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";
import { deadLetterQueueForbidden, destinationForbidden } from "../record-exceptions.ts";
import type { LambdaDependencies } from "./operation.ts";

type Permissions = Pick<LambdaDependencies, "deliveryPermissions">;

/** @throws ServiceException when the function's role may not tell its dead-letter queue of anything */
export const checkDeadLetterQueue = async (
  functionName: string,
  { roleArn, other }: Pick<FunctionSettings, "roleArn" | "other">,
  { deliveryPermissions }: Permissions,
): Promise<void> => {
  const config = other["DeadLetterConfig"] as { readonly TargetArn?: string } | undefined;
  const targetArn = config?.TargetArn;
  const needed = targetArn && deliveryPermission(targetArn, functionName);
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
