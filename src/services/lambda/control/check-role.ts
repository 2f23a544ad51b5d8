import { invalidParameter } from "../exceptions.ts";
import type { LambdaDependencies } from "./operation.ts";

const LAMBDA = "lambda.amazonaws.com";

/**
 * LIMIT: a role that this server does not have may be any: nothing is known of it.
 * @throws ServiceException for a role that does not trust Lambda
 */
export const checkRole = (roleArn: string, { rolePermissions }: Pick<LambdaDependencies, "rolePermissions">): void => {
  if (rolePermissions.trustsService(roleArn, LAMBDA) !== false) return;
  throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
};
