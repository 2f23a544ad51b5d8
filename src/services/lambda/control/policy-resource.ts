import type { Account } from "../../../aws/account.ts";
import { validationError } from "../exceptions.ts";
import { LATEST, parseFunctionReference } from "../model/function-reference.ts";
import { noPolicyForLatest } from "../record-exceptions.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import { getQualifiedFunction, type QualifiedFunction } from "./qualified-function.ts";

/** The API model leaves these ARNs open. */
const RESOURCE_ARN = "arn:(aws[a-zA-Z-]*)?:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9-_$]+)?";

/**
 * What the `ResourceArn` of the resource policy operations names.
 * @throws ServiceException for another text than the ARN of a function, a version or an alias, and for unknown ones
 */
export const getPolicyResource = (
  resourceArn: string,
  store: Pick<LambdaStore, "functions" | "aliases">,
  account: Account,
): Promise<QualifiedFunction> => {
  if (!new RegExp(`^${RESOURCE_ARN}$`).test(resourceArn)) {
    throw validationError(
      `Value '${resourceArn}' at 'resourceArn' failed to satisfy constraint: ` +
        `Member must satisfy regular expression pattern: ${RESOURCE_ARN}`,
    );
  }
  const reference = parseFunctionReference(resourceArn, undefined, account);
  if (reference.qualifier === LATEST) throw noPolicyForLatest();
  return getQualifiedFunction(reference, store, account);
};
