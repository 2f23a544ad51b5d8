import type { FunctionVersionLatestPublished } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import { LATEST_PUBLISHED } from "../model/function-reference.ts";
import type { FunctionSettings } from "../model/function-version.ts";

/**
 * What a request publishes to, undefined for the next number.
 * @throws ServiceException for a function without a capacity provider; AWS states the rule, the words are our own
 */
export const publishTarget = (
  publishTo: FunctionVersionLatestPublished | undefined,
  { other }: FunctionSettings,
): typeof LATEST_PUBLISHED | undefined => {
  if (publishTo === undefined) return undefined;
  if (other["CapacityProviderConfig"] === undefined) {
    throw invalidParameter("PublishTo is for functions with a CapacityProviderConfig only.");
  }
  return LATEST_PUBLISHED;
};
