import type { FunctionSettings } from "./function-version.ts";

/**
 * Whether each tenant is to have environments of its own. Decided when the function is created, for all its versions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
 */
export const isolatesTenants = ({ other }: Pick<FunctionSettings, "other">): boolean =>
  other["TenancyConfig"] !== undefined;
