import { operation } from "../operation.ts";
import { getProvisionedOwner } from "../provisioned-config.ts";

/**
 * A version or alias without a configuration is no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html
 */
export const deleteProvisionedConcurrencyConfig = operation(
  "DeleteProvisionedConcurrencyConfig",
  async (input, { store, provisioned, account }) => {
    const owner = await getProvisionedOwner(input, store, account);
    await store.records.concurrency.remove(owner);
    await provisioned.refresh(owner.functionName);
  },
);
