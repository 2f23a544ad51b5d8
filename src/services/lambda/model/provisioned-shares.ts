import type { FunctionAlias } from "./function-alias.ts";

/** What one version gets of the concurrency that is provisioned on a version or an alias. */
export interface ProvisionedShare {
  readonly version: string;
  readonly executions: number;
}

/**
 * Spreads what is provisioned on an alias over its versions, by their weights.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html
 */
export const sharesOfAlias = (
  { functionVersion, additionalVersion }: FunctionAlias,
  executions: number,
): readonly ProvisionedShare[] => {
  const additional = Math.round(executions * (additionalVersion?.weight ?? 0));
  const shares = [
    { version: functionVersion, executions: executions - additional },
    { version: additionalVersion?.version ?? "", executions: additional },
  ];
  return shares.filter((share) => share.executions > 0);
};
