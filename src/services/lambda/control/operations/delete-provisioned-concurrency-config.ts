import { operation } from "../operation.ts";
import { removeProvisionedConcurrency } from "../provision-concurrency.ts";
import { getProvisionedOwner } from "../provisioned-config.ts";

/**
 * A version or alias without a configuration is no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html
 */
export const deleteProvisionedConcurrencyConfig = operation(
  "DeleteProvisionedConcurrencyConfig",
  async (input, context) => {
    const owner = await getProvisionedOwner(input, context.store, context.account);
    await removeProvisionedConcurrency(owner, context);
  },
);
