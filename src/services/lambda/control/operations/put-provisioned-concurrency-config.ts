import { notProvisionable } from "../../concurrency-exceptions.ts";
import { LATEST } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { provisionConcurrency } from "../provision-concurrency.ts";
import { getProvisionedOwner, toProvisionedConfig } from "../provisioned-config.ts";

/**
 * Environments are started in the background.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
 */
export const putProvisionedConcurrencyConfig = operation("PutProvisionedConcurrencyConfig", async (input, context) => {
  const { store, provisioned, account } = context;
  if (input.Qualifier === LATEST) throw notProvisionable();
  const owner = await getProvisionedOwner(input, store, account);
  const record = await provisionConcurrency(owner, input.ProvisionedConcurrentExecutions, context, account);
  // PARITY: so it begins, even if there is nothing left to do.
  return toProvisionedConfig(record, {
    ...provisioned.stateOf(record),
    status: "IN_PROGRESS",
    statusReason: undefined,
  });
});
